"use strict";
// Making a passkey needs script; everything else on the page does not.
(() => {
  const form = document.getElementById("newkey");
  if (!form) return;
  const say = form.querySelector("[role=status]");
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseCreationOptionsFromJSON) {
    say.textContent = "This browser cannot make passkeys.";
    return;
  }
  form.addEventListener("submit", async (e) => {
    if (form.elements.passkey.value) return;
    e.preventDefault();
    try {
      const answer = await fetch("/account/passkey", { method: "POST" });
      if (!answer.ok) throw new Error();
      const options = await answer.json();
      const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey) });
      form.elements.passkey.value = JSON.stringify(credential);
      form.submit();
    } catch {
      say.textContent = "No passkey was made. Try again, or keep to the way you have.";
    }
  });
})();
