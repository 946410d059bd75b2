"""What becomes of conversations when a person is erased: the shell stays for the figures, the words go."""

from typing import Final

from otklik.platform.personal import NOW, Erasure

ERASURES: Final = {
    "conversations": Erasure(act="blank", blank={"subject": "", "preview": "", "thread_id": ""}),
    "conversation_threads": Erasure(act="delete"),
    "conversation_labels": Erasure(act="keep", why="figures"),
    "conversation_merges": Erasure(act="keep", why="figures"),
    "messages": Erasure(
        act="blank",
        blank={
            "text": "",
            "visible_text": "",
            "html": "",
            "subject": "",
            "extra": {},
            "external_id": None,
            "deleted_at": NOW,
        },
    ),
    "message_files": Erasure(act="keep", why="figures"),
    "message_search": Erasure(act="delete"),
    "planned_messages": Erasure(act="delete"),
    "readings": Erasure(act="keep", why="figures"),
}
