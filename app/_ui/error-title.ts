import { useEffect } from "react";

/**
 * While something is `wrong`, the page's title begins with `prefix`. React writes a title only where the page gives it another
 * text, which comes with new properties of the form: so it is looked at after each of the form's renders.
 */
export function useErrorTitle(wrong: boolean, prefix: string): void {
  useEffect(() => {
    if (wrong && !document.title.startsWith(prefix)) document.title = `${prefix} ${document.title}`;
  });
  useEffect(() => {
    if (!wrong) return;
    return () => {
      if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length + 1);
    };
  }, [wrong, prefix]);
}
