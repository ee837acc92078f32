"use client";

import { useEffect, useState } from "react";
import { Icon } from "@/app/_ui/icon";

type Camera = "ask" | "found" | "none" | "in_app";

async function look(): Promise<Camera> {
  // Browsers inside other apps leave the whole interface out.
  if (!navigator.mediaDevices?.enumerateDevices) return window.isSecureContext ? "in_app" : "ask";
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some((device) => device.kind === "videoinput") ? "found" : "none";
}

/** Says whether this device has a camera, without asking for it: nothing is switched on. `texts` by what was seen. */
export function CameraCheck({ texts }: { texts: Record<Camera, string> }) {
  const [camera, setCamera] = useState<Camera>("ask");

  useEffect(() => {
    look().then(setCamera, () => setCamera("ask"));
  }, []);

  return (
    <span className={camera === "found" ? "flex items-center gap-1 font-medium text-success" : ""}>
      {camera === "found" && <Icon of="Check" className="size-4" />}
      {texts[camera]}
    </span>
  );
}
