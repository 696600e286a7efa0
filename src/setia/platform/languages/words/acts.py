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
        ms="direkodkan sebagai baki awal {day}",
        id="dicatat sebagai saldo awal {day}",
        nl="overgenomen op {day}",
        de="übernommen am {day}",
    ),
    "move.open_back": Message(
        en="not brought along {day} after all",
        ms="tidak jadi direkodkan sebagai baki awal {day}",
        id="batal dicatat sebagai saldo awal {day}",
        nl="toch niet overgenomen op {day}",
        de="doch nicht übernommen am {day}",
    ),
    "reason.ended_already": Message(
        en="It would have ended already.",
        ms="Tempoh sahnya sudah tamat.",
        id="Masa berlakunya sudah habis.",
        nl="De einddatum is al voorbij.",
        de="Das Enddatum ist bereits überschritten.",
    ),
    "event.donate": Message(
        en="Donation",
        ms="Derma",
        id="Donasi poin",
        nl="Donatie",
        de="Spende",
    ),
    "event.donate_refused": Message(
        en="Donation of {points} refused",
        ms="Derma {points} tidak diluluskan",
        id="Donasi {points} ditolak",
        nl="Donatie van {points} geweigerd",
        de="Spende abgelehnt: {points}",
    ),
    "event.convert": Message(
        en="Points converted",
        ms="Penukaran antara dompet",
        id="Konversi poin",
        nl="Punten omgezet",
        de="Punkte umgewandelt",
    ),
    "event.convert_refused": Message(
        en="Conversion of {points} refused",
        ms="Penukaran {points} tidak diluluskan",
        id="Konversi {points} ditolak",
        nl="Omzetting van {points} geweigerd",
        de="Umwandlung abgelehnt: {points}",
    ),
    "key.second_above": Message(
        en="the most that one person may adjust",
        ms="had pelarasan tanpa orang kedua",
        id="batas penyesuaian tanpa orang kedua",
        nl="de grens voor correcties zonder tweede persoon",
        de="die Grenze für Korrekturen ohne zweite Person",
    ),
    "facts.approved": Message(
        en="Approved by",
        ms="Diluluskan oleh",
        id="Disetujui oleh",
        nl="Goedgekeurd door",
        de="Genehmigt von",
    ),
    "facts.to": Message(
        en="Charity", ms="Badan amal", id="Lembaga amal", nl="Goed doel", de="Spendenempfänger"
    ),
}
