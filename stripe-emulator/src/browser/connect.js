// Takes the place of https://connect-js.stripe.com/v1.0/connect.js: defines window.StripeConnect and the elements that its
// loader makes. There are no embedded components here: each element asks for its client secret, and then says so.
(() => {
  // Put in by script.ts: {missing, noSecret}, and the tags of all components.
  const texts = {};
  const tags = [];

  const setters = [
    "CollectionOptions",
    "FullTermsOfServiceUrl",
    "OnExit",
    "OnLoaderStart",
    "OnNotificationsChange",
    "OnStepChange",
    "PrivacyPolicyUrl",
    "RecipientTermsOfServiceUrl",
    "SkipTermsOfServiceCollection",
  ];

  class Component extends HTMLElement {
    #onLoadError = null;
    #error = null;

    /** The loader gives what `init` made; then the element begins. */
    async setConnector(connect) {
      this.#error = { type: "api_error", message: (await connect()) ? texts.missing : texts.noSecret };
      this.setAttribute("role", "alert");
      this.textContent = this.#error.message;
      this.#tell();
    }

    setOnLoadErrorInternalOnly(listener) {
      this.#onLoadError = listener;
      this.#tell();
    }

    setOnLoadError(listener) {
      this.setOnLoadErrorInternalOnly(listener);
    }

    #tell() {
      if (this.#error) this.#onLoadError?.({ error: this.#error, elementTagName: this.localName });
    }
  }
  for (const setter of setters) {
    Component.prototype[`set${setter}`] = () => undefined;
    Component.prototype[`set${setter}InternalOnly`] = () => undefined;
  }
  for (const tag of tags) customElements.define(tag, class extends Component {});

  const isSecret = (secret) => typeof secret === "string" && secret.startsWith("accs_secret__");

  function init({ fetchClientSecret, metaOptions }) {
    let secret = null;
    const connect = () => {
      secret ??= Promise.resolve(metaOptions?.eagerClientSecretPromise ?? fetchClientSecret()).then(
        isSecret,
        () => false,
      );
      return secret;
    };
    return {
      connect,
      create: (name) => {
        const element = document.createElement(`stripe-connect-${name}`);
        if (!element.setConnector) throw new Error(`There is no component ${name}.`);
        void element.setConnector(connect);
        return element;
      },
      update: () => undefined,
      logout: async () => undefined,
    };
  }

  const { onLoad } = window.StripeConnect ?? {};
  window.StripeConnect = { ...window.StripeConnect, init };
  onLoad?.();
})();
