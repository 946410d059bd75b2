"""Reach: by what a customer gets hold of the company, shown wherever it is needed, and moved from one place to another.

One kit a company: channels and numbers in the order an administrator chose, with words in Russian and English. From it
come the hosted page, the button for sites, QR codes, the sheet for print, the vCard and JSON-LD. Hours and promises in
it are those of `schedule` and `promises`. Continuing a conversation elsewhere is shown here and decided by `livechat`.

Publishes nothing, listens to nothing.
"""
