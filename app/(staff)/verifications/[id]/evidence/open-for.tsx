import { useEffect, useState } from "react";
import { Icon } from "@/app/_ui/icon";

/** For how many seconds the evidence stays open; counts down and says when it is over. */
export function OpenFor({ seconds, text, onOver }: { seconds: number; text: string; onOver: () => void }) {
  const [left, setLeft] = useState(seconds);

  useEffect(() => {
    const end = performance.now() + seconds * 1000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000))), 250);
    return () => clearInterval(timer);
  }, [seconds]);

  useEffect(() => {
    if (left === 0) onOver();
  }, [left, onOver]);

  return (
    <span className="staff-tag tone-info num needs-script">
      <Icon of="Eye" className="size-3" />
      {text.replace("#", String(left))}
    </span>
  );
}
