"""Passes: the company's card in people's phones, what stands on it, and which phones hold it.

A card is made when its person first takes it by their link (`service.links`). Phones ask for news of it by Apple's web
service, and are woken when a campaign or a journey writes onto it: delivery reaches it by its serial as it reaches
anybody by an address (`service.bells`).

What a card shows is followed (`service.following`): it listens to contacts (changed, merged, unmerged), activity
(imports, levels counted), delivery (channels changed) and workspaces.
"""
