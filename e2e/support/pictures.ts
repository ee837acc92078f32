import type { Page } from "@playwright/test";

/** A picture drawn by the browser, another one each time; `colour` false: in black and white. */
export async function drawPicture(page: Page, { colour = true, width = 900 } = {}) {
  const base64 = await page.evaluate(
    ([inColour, side]) => {
      const canvas = document.createElement("canvas");
      canvas.width = side;
      canvas.height = 600;
      const context = canvas.getContext("2d");
      if (!context) throw new Error("no canvas");
      for (let at = 0; at < 1_500; at++) {
        const light = Math.floor(Math.random() * 256);
        const hue = Math.floor(Math.random() * 360);
        context.fillStyle = inColour ? `hsl(${hue} 80% 50%)` : `rgb(${light} ${light} ${light})`;
        context.fillRect(Math.random() * side, Math.random() * 600, 12, 12);
      }
      return canvas.toDataURL("image/jpeg", 0.9).split(",")[1] ?? "";
    },
    [colour, width] as const,
  );
  return { name: "picture.jpg", mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}
