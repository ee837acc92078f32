// Takes the place of https://js.stripe.com/endive/stripe.js: defines window.Stripe with verifyIdentity. The modal is
// styled through a constructed style sheet, so a page whose CSP forbids inline styles shows it too.
(() => {
  const origin = new URL(document.currentScript.src).origin;

  const styles = `
    .stripe-emulator-modal {
      box-sizing: border-box; position: fixed; inset: 0; margin: auto; padding: 0; border: 0; overflow: hidden;
      inline-size: min(30rem, 100vw); block-size: min(46rem, 100dvh); max-inline-size: none; max-block-size: none;
      border-radius: 1rem; background: Canvas; color: CanvasText; color-scheme: light dark;
      box-shadow: 0 2rem 5rem -1rem rgb(10 12 40 / 55%);
    }
    .stripe-emulator-modal::backdrop { background: rgb(12 14 30 / 60%); }
    .stripe-emulator-modal iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; }
    .stripe-emulator-modal button {
      position: absolute; inset-block-start: 0.875rem; inset-inline-end: 1rem; z-index: 1;
      display: grid; place-items: center; inline-size: 2.75rem; block-size: 2.75rem; padding: 0;
      border: 0; border-radius: 0.65rem; background: none; color: inherit; cursor: pointer; font: 1.5rem / 1 system-ui;
    }
    .stripe-emulator-modal button:hover { background: rgb(128 128 148 / 18%); }
    .stripe-emulator-modal button:focus-visible { outline: 3px solid #6f6bf5; outline-offset: -3px; }
    @media (width < 34rem) { .stripe-emulator-modal { inline-size: 100vw; block-size: 100dvh; border-radius: 0; } }
  `;
  let styled = false;

  function addStyles() {
    if (styled) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    styled = true;
  }

  function integrationError(message) {
    const error = new Error(message);
    error.name = "IntegrationError";
    return error;
  }

  const cancelled = {
    error: {
      type: "validation_error",
      code: "session_cancelled",
      message: "The verification was closed before it was submitted.",
    },
  };

  function verifyIdentity(clientSecret) {
    if (typeof clientSecret !== "string") {
      throw integrationError(
        `Invalid value for stripe.verifyIdentity(): client_secret should be a string. You specified: ${clientSecret}.`,
      );
    }
    const [, token] = /^vs_\w+_secret_(test_\w+)$/.exec(clientSecret) ?? [];
    if (!token) {
      throw integrationError(
        "Invalid value for stripe.verifyIdentity(): client_secret should be a client secret of the form vs_…_secret_….",
      );
    }
    return openModal(`${origin}/start/${token}?modal=1`);
  }

  function openModal(address) {
    addStyles();
    const dialog = document.createElement("dialog");
    dialog.className = "stripe-emulator-modal";
    dialog.setAttribute("aria-label", "Verify your identity");
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", "Close");
    const frame = document.createElement("iframe");
    frame.src = address;
    frame.title = "Verify your identity";
    frame.allow = "camera";
    dialog.append(close, frame);
    document.body.append(dialog);

    return new Promise((resolve) => {
      const finish = (result) => {
        window.removeEventListener("message", onMessage);
        // Closing gives the focus back to where it was; removing alone would not.
        dialog.close();
        dialog.remove();
        resolve(result);
      };
      const onMessage = ({ source, origin: sender, data }) => {
        if (source !== frame.contentWindow || sender !== origin || data?.source !== "stripe-emulator") return;
        if (data.closed) finish(cancelled);
        else if (data.error) finish({ error: { type: "validation_error", ...data.error } });
        else if (data.verificationSession) finish({ verificationSession: data.verificationSession });
      };
      window.addEventListener("message", onMessage);
      close.addEventListener("click", () => finish(cancelled));
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        finish(cancelled);
      });
      dialog.showModal();
    });
  }

  function Stripe(publishableKey, _options) {
    if (typeof publishableKey !== "string" || publishableKey === "") {
      throw integrationError("Missing value for Stripe(): apiKey should be a string.");
    }
    if (!publishableKey.startsWith("pk_test_")) {
      throw integrationError("The Stripe emulator accepts publishable keys of test mode only (pk_test_…).");
    }
    return {
      verifyIdentity,
      registerAppInfo() {},
      // The @stripe/stripe-js loader tells its name and version here.
      _registerWrapper() {},
    };
  }
  // The @stripe/stripe-js loader compares this with the release it expects.
  Stripe.version = "endive";
  window.Stripe = Stripe;
})();
