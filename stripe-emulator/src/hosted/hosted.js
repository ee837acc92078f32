// In the modal's frame: tells the script that opened it how things ended, and passes Escape on to it.
const { session, errorCode, errorMessage } = document.body.dataset;
const tell = (message) => window.parent.postMessage({ source: "stripe-emulator", ...message }, "*");

if (session) tell({ verificationSession: { id: session } });
if (errorCode) tell({ error: { code: errorCode, message: errorMessage } });

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tell({ closed: true });
});
