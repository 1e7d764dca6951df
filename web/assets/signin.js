"use strict";
// Passkeys need script; the other ways to sign in do not.
(() => {
  const panel = document.getElementById("passkey");
  if (!panel || !window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
  panel.hidden = false;
  const form = panel.querySelector("form"), say = panel.querySelector("[role=status]");
  form.addEventListener("submit", async (e) => {
    if (form.elements.passkey.value) return;
    e.preventDefault();
    try {
      const answer = await fetch("/sign-in/passkey", { method: "POST" });
      if (!answer.ok) throw new Error();
      const options = await answer.json();
      const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) });
      form.elements.passkey.value = JSON.stringify(credential);
      form.submit();
    } catch {
      say.textContent = "The passkey was not used. Try again, or sign in another way.";
    }
  });
})();
