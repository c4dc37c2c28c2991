// Passkeys: the browser's own ceremony, for a page that offers it.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const button = document.querySelector("[data-passkey]");
if (button && window.PublicKeyCredential) {
  button.hidden = false;
  const problem = document.querySelector("[data-passkey-problem]");
  const tell = (words) => {
    problem.textContent = words;
    problem.hidden = false;
  };
  button.addEventListener("click", async () => {
    problem.hidden = true;
    try {
      const asked = await (await fetch(button.dataset.challenge)).json();
      if (asked.problem) return tell(asked.problem);
      const options = asked.options.publicKey;
      options.challenge = bytes(options.challenge);
      for (const known of [...(options.allowCredentials || []), ...(options.excludeCredentials || [])]) known.id = bytes(known.id);
      if (options.user) options.user.id = bytes(options.user.id);
      const made = await (options.user
        ? navigator.credentials.create({ publicKey: options })
        : navigator.credentials.get({ publicKey: options }));
      const response = { clientDataJSON: text(made.response.clientDataJSON) };
      for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
        if (made.response[name]) response[name] = text(made.response[name]);
      }
      const id = text(made.rawId);
      const answer = { id, rawId: id, type: made.type, response, clientExtensionResults: {} };
      const label = document.querySelector("[data-passkey-label]");
      const sent = await fetch(button.dataset.passkey + (label ? `?label=${encodeURIComponent(label.value)}` : ""), {
        method: "PUT",
        headers: { "X-Form": button.dataset.form, "Content-Type": "application/json" },
        body: JSON.stringify({ challenge: asked.challenge, answer }),
      });
      const told = await sent.json();
      if (told.problem) tell(told.problem);
      else window.location.assign(told.next);
    } catch (error) {
      tell(button.dataset.failed);
    }
  });
}
