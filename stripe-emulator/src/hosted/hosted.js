// What the pages do beyond forms and links: tell the modal's script how things ended, move the focus, wait for a phone.
const { body } = document;
const { session, errorCode, errorMessage } = body.dataset;
const inModal = body.classList.contains("modal");
const tell = (message) => window.parent.postMessage({ source: "stripe-emulator", ...message }, "*");

if (inModal) {
  if (session) tell({ verificationSession: { id: session } });
  if (errorCode) tell({ error: { code: errorCode, message: errorMessage } });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tell({ closed: true });
  });
  // Read out first, so that whoever hears the page knows where they are; painted first, because a frame that does not show
  // yet is refused the focus.
  requestAnimationFrame(() => document.querySelector("h1").focus({ preventScroll: true }));
}

if (document.querySelector(".camera")) await import("./camera.js");

const waiting = document.querySelector("[data-poll]");
if (waiting) waitForPhone(waiting);

/** Asks while somebody looks, until the link was used up elsewhere; then goes on. */
function waitForPhone(status) {
  const { poll, next, done } = status.dataset;
  let timer;
  const ask = async () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    const settled = await fetch(poll).then(
      (answer) => answer.json().then((state) => state.settled),
      () => false,
    );
    if (!settled) {
      timer = setTimeout(ask, 1500);
      return;
    }
    document.removeEventListener("visibilitychange", ask);
    status.textContent = done;
    window.location.replace(next);
  };
  document.addEventListener("visibilitychange", ask);
  void ask();
}
