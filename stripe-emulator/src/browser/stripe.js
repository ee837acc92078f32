// Takes the place of https://js.stripe.com/endive/stripe.js: defines window.Stripe with verifyIdentity and createToken. The modal is
// styled through a constructed style sheet, so a page whose CSP forbids inline styles shows it too.
(() => {
  const origin = new URL(document.currentScript.src).origin;

  // Put in by script.ts: {title, close, cancelled} of each language.
  const texts = {};

  const styles = `
    :root:has(> body > .stripe-emulator-modal[open]) { overflow: hidden; }
    .stripe-emulator-modal {
      box-sizing: border-box; position: fixed; inset: 0; margin: auto; padding: 0; border: 0; overflow: hidden;
      inline-size: min(30rem, 100vw); block-size: min(48rem, 100dvh); max-inline-size: none; max-block-size: none;
      border-radius: 1rem; background: light-dark(#ffffff, #181b23); color: light-dark(#1b1f2b, #eef0f6);
      color-scheme: light dark; box-shadow: 0 2rem 5rem -1rem rgb(10 12 40 / 55%);
    }
    .stripe-emulator-modal::backdrop { background: rgb(12 14 30 / 60%); }
    .stripe-emulator-modal iframe {
      display: block; inline-size: 100%; block-size: 100%; border: 0; color-scheme: light dark;
    }
    .stripe-emulator-modal button {
      position: absolute; inset-block-start: 1.0625rem; inset-inline-end: 1rem; z-index: 1;
      display: grid; place-items: center; inline-size: 2.75rem; block-size: 2.75rem; padding: 0;
      border: 0; border-radius: 0.65rem; background: none; color: inherit; cursor: pointer; font: 1.5rem / 1 system-ui;
    }
    .stripe-emulator-modal button:hover { background: rgb(128 128 148 / 18%); }
    .stripe-emulator-modal button:focus-visible { outline: 3px solid #6f6bf5; outline-offset: -3px; }
    @media (width < 34rem) { .stripe-emulator-modal { inline-size: 100vw; block-size: 100dvh; border-radius: 0; } }
    @media (prefers-reduced-motion: no-preference) {
      .stripe-emulator-modal[open] { animation: stripe-emulator-modal-in 160ms ease-out; }
      @keyframes stripe-emulator-modal-in { from { opacity: 0; translate: 0 0.75rem; } }
    }
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

  /** The first wanted language there is; "auto", nothing and languages there are not mean the browser's. */
  function chooseLocale(wanted) {
    const given = typeof wanted === "string" && wanted !== "auto" ? [wanted] : [];
    const tags = [...given, ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0]);
    return tags.find((tag) => Object.hasOwn(texts, tag)) ?? "en";
  }

  function tokenOf(clientSecret) {
    if (typeof clientSecret !== "string" || clientSecret.trim() === "") {
      throw integrationError(
        `Invalid value for stripe.verifyIdentity(): client_secret should be a string. You specified: ${
          clientSecret === "" ? "an empty string" : typeof clientSecret
        }.`,
      );
    }
    const [, token] = /^vs_\w+_secret_(test_\w+)$/.exec(clientSecret) ?? [];
    if (!token) {
      throw integrationError(
        "Invalid value for stripe.verifyIdentity(): client_secret should be a client secret of the form vs_…_secret_test_….",
      );
    }
    return token;
  }

  function openModal(token, locale) {
    if (document.querySelector(".stripe-emulator-modal[open]")) {
      throw integrationError(
        "stripe.verifyIdentity() was called while its modal is open. Wait for the first call to resolve.",
      );
    }
    addStyles();
    const { title, close: closeLabel, cancelled } = texts[locale];
    const dialog = document.createElement("dialog");
    dialog.className = "stripe-emulator-modal";
    dialog.lang = locale;
    dialog.dir = locale === "ar" ? "rtl" : "ltr";
    dialog.setAttribute("aria-label", title);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", closeLabel);
    // Else the dialog would open on the span before it, whose focus is sent on into a frame that is still loading.
    close.autofocus = true;
    const frame = document.createElement("iframe");
    frame.src = `${origin}/start/${token}?modal=1&locale=${locale}`;
    frame.title = title;
    frame.allow = "camera";
    // The keyboard stays within: what comes after the frame leads back to the button, what comes before it to the frame.
    const [before, after] = [document.createElement("span"), document.createElement("span")];
    before.tabIndex = 0;
    after.tabIndex = 0;
    before.addEventListener("focus", () => frame.focus());
    after.addEventListener("focus", () => close.focus());
    dialog.append(before, close, frame, after);
    document.body.append(dialog);

    return new Promise((resolve) => {
      const finish = (result) => {
        window.removeEventListener("message", onMessage);
        // Closing gives the focus back to where it was; removing alone would not.
        dialog.close();
        dialog.remove();
        resolve(result);
      };
      const fail = (code, message) => finish({ error: { type: "validation_error", code, message } });
      const cancel = () => fail("session_cancelled", cancelled);
      const onMessage = ({ source, origin: sender, data }) => {
        if (source !== frame.contentWindow || sender !== origin || data?.source !== "stripe-emulator") return;
        if (data.closed) cancel();
        else if (data.error) fail(data.error.code, data.error.message);
        else if (data.verificationSession) finish({ verificationSession: data.verificationSession });
      };
      window.addEventListener("message", onMessage);
      close.addEventListener("click", cancel);
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        cancel();
      });
      dialog.showModal();
    });
  }

  /** The hashes of POST /v1/tokens; Stripe.js calls a person's number personal_id_number, and wraps a person. */
  const tokenHashes = {
    account: (data) => data,
    bank_account: (data) => data,
    person: (data) => data.person ?? data,
    pii: ({ personal_id_number }) => ({ id_number: personal_id_number }),
  };

  /** As the API reads forms: parts of hashes and items of arrays in brackets. */
  function append(body, name, value) {
    if (value === undefined || value === null) return;
    if (typeof value !== "object") body.append(name, value);
    else for (const [part, one] of Object.entries(value)) append(body, `${name}[${part}]`, one);
  }

  async function createToken(publishableKey, type, data) {
    if (!Object.hasOwn(tokenHashes, type) || typeof data !== "object" || data === null) {
      throw integrationError(
        "stripe.createToken() of the emulator takes 'account', 'bank_account', 'person' or 'pii', and data.",
      );
    }
    const body = new URLSearchParams();
    append(body, type, tokenHashes[type](data));
    try {
      const headers = { authorization: `Bearer ${publishableKey}` };
      const response = await fetch(`${origin}/v1/tokens`, { method: "POST", body, headers });
      const answer = await response.json();
      return response.ok ? { token: answer } : { error: answer.error };
    } catch {
      return { error: { type: "api_connection_error", message: "We are experiencing issues connecting to Stripe." } };
    }
  }

  function Stripe(publishableKey, options) {
    if (typeof publishableKey !== "string" || publishableKey.trim() === "") {
      throw integrationError("Missing value for Stripe(): apiKey should be a string.");
    }
    if (/^[rs]k_/.test(publishableKey)) {
      throw integrationError(
        "You should not use your secret key with Stripe.js. Please pass a publishable key instead (pk_test_…).",
      );
    }
    if (publishableKey.startsWith("pk_live_")) {
      throw integrationError(
        "The Stripe emulator knows test mode only and refuses live keys. Please pass a pk_test_… key.",
      );
    }
    if (!publishableKey.startsWith("pk_test_")) {
      throw integrationError("Invalid API Key provided to Stripe(): it should look like pk_test_….");
    }
    const locale = chooseLocale(options?.locale);
    return {
      verifyIdentity: (clientSecret) => openModal(tokenOf(clientSecret), locale),
      createToken: (type, data) => createToken(publishableKey, type, data),
      registerAppInfo() {},
      // The @stripe/stripe-js loader tells its name and version here.
      _registerWrapper() {},
    };
  }
  // The @stripe/stripe-js loader compares this with the release it expects.
  Stripe.version = "endive";
  window.Stripe = Stripe;
})();
