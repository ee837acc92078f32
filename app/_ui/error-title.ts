import { useEffect } from "react";

/**
 * While something is `wrong`, the page's title begins with `prefix`. Next writes the title anew with an action's answer, sometimes
 * after the form has shown its problems, so the prefix is put back each time.
 */
export function useErrorTitle(wrong: boolean, prefix: string): void {
  useEffect(() => {
    if (!wrong) return;
    const mark = () => {
      if (document.title !== "" && !document.title.startsWith(prefix)) document.title = `${prefix} ${document.title}`;
    };
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [wrong, prefix]);
}
