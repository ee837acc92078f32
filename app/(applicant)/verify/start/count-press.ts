/** The button that was pressed, as far as it says what it starts. */
type Pressed = { name: string; value: string };

/**
 * Counts a press of any button of the form in `presses`, and returns what it starts; null: an action of its own. `overtaken`: whether
 * there was another press since, from under which what this one still brings must not take the page. To say no to the check is one.
 */
export function countPress(presses: { current: number }, pressed: Pressed | null) {
  presses.current += 1;
  const press = presses.current;
  if (pressed?.name !== "entry") return null;
  return {
    entry: pressed.value === "hosted" ? "hosted" : "modal",
    overtaken: () => press !== presses.current,
  } as const;
}
