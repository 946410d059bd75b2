/* The demonstration shop's own script: its language, a cart that counts, a button that opens the chat by its API. */
"use strict";

const english = new URLSearchParams(location.search).get("lang") === "en";
// before the page is drawn and the chat reads it
document.documentElement.lang = english ? "en" : "ru";

function translate() {
  document.title = "Otklik coffee. Beans and cups";
  for (const element of document.querySelectorAll("[data-en]")) element.textContent = element.dataset.en;
  for (const element of document.querySelectorAll("[data-en-label]")) element.ariaLabel = element.dataset.enLabel;
  const other = document.querySelector("[data-other]");
  other.textContent = "Русский";
  other.lang = other.hreflang = "ru";
  other.href = "/demo";
}

addEventListener("DOMContentLoaded", () => {
  if (english) translate();
  const count = document.getElementById("count");
  for (const button of document.querySelectorAll("[data-buy]")) {
    button.addEventListener("click", () => (count.value = Number(count.value) + 1));
  }
  document.querySelector("[data-chat]").addEventListener("click", () => {
    (window.otklik = window.otklik || []).push((chat) => chat.open());
  });
});
