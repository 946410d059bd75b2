"""Expected failures of contacts."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class ContactNotFound(NotFound):
    code = "contacts.not_found"


class IdentityNotFound(NotFound):
    code = "contacts.identity_not_found"


class AddressInvalid(Invalid):
    """Not an address of this kind; `params.address_kind`."""

    code = "contacts.address_invalid"


class SameContact(Invalid):
    """A contact cannot be joined to itself."""

    code = "contacts.same_contact"


class MergedAlready(Conflict):
    """One of the two is a part of another contact; `params.contact_id` and `params.merged_into`."""

    code = "contacts.merged_already"


class AvatarMissing(NotFound):
    code = "contacts.avatar_missing"


class MergeNotFound(NotFound):
    code = "contacts.merge_not_found"


class MergeUndone(Conflict):
    code = "contacts.merge_undone"


class AttributesTooMany(Invalid):
    """`params.max` attributes fit one contact."""

    code = "contacts.attributes_too_many"


class AddressBusy(Conflict):
    """Two transactions wanted the same new address and neither is there yet; the caller's retry will succeed."""

    code = "contacts.address_busy"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "uq_identities_holder": AddressBusy,
    "uq_identities_claim": AddressBusy,
    "uq_merges_live": MergedAlready,
    "ck_contacts_not_itself": SameContact,
    "fk_identities_contact_id": ContactNotFound,
}
