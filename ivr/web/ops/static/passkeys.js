// Passkeys: the button of a form asks the browser for one; its answer is put into the form, and the form is sent.
// The browser gets its question from the page (to make one), or from an address of ours (to sign in).
const forms = document.querySelectorAll("form[data-passkey], form[data-passkey-from]");
const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON && PublicKeyCredential.prototype.toJSON;

async function answer({ passkey, passkeyFrom }) {
  if (passkey) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(passkey));
    return navigator.credentials.create({ publicKey });
  }
  const asked = await fetch(passkeyFrom);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await asked.json());
  return navigator.credentials.get({ publicKey });
}

for (const form of known ? forms : []) {
  const failed = form.querySelector("[data-failed]"), button = form.querySelector("button");
  form.hidden = false;
  document.querySelector("[data-without]").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form.dataset));
      form.submit(); // sends it without another event
    } catch {
      failed.hidden = false; // refused, taken too long, or no such device: browsers do not say which
    } finally {
      button.disabled = false;
    }
  });
}
