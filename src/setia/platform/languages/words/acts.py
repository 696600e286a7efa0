"""The words of acts that are no spends: adjustments, opening balances, levels that are granted.

They stand in the statement, in the feed and below a sum.
"""

from typing import Final

from setia.platform.languages.message import Message, Words

ACTS: Final[Words] = {
    "event.adjust": Message(
        en="Adjustment", ms="Pelarasan", id="Penyesuaian", nl="Correctie", de="Korrektur"
    ),
    "event.opening": Message(
        en="Opening balance", ms="Baki awal", id="Saldo awal", nl="Beginsaldo", de="Anfangsbestand"
    ),
    "event.tier_grant": Message(
        en="Level granted: {level}",
        ms="Peringkat diberikan: {level}",
        id="Tingkat diberikan: {level}",
        nl="Niveau toegekend: {level}",
        de="Stufe zuerkannt: {level}",
    ),
    "move.adjust": Message(
        en="adjusted {day}",
        ms="dilaraskan {day}",
        id="disesuaikan {day}",
        nl="gecorrigeerd op {day}",
        de="korrigiert am {day}",
    ),
    "move.open": Message(
        en="brought along {day}",
        ms="dibawa masuk {day}",
        id="dialihkan {day}",
        nl="meegebracht op {day}",
        de="übernommen am {day}",
    ),
    "move.open_back": Message(
        en="not brought along {day} after all",
        ms="tidak jadi dibawa masuk {day}",
        id="batal dialihkan {day}",
        nl="toch niet meegebracht op {day}",
        de="doch nicht übernommen am {day}",
    ),
    "reason.ended_already": Message(
        en="It would have ended already.",
        ms="Tempohnya sudah tamat.",
        id="Masa berlakunya sudah habis.",
        nl="De einddatum is al voorbij.",
        de="Das Enddatum ist schon vorbei.",
    ),
}
