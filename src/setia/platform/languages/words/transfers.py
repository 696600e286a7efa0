"""The words of points that go from one member to another.

Who sent or got them is not said here: a member is told no other member's name.
"""

from typing import Final

from setia.platform.languages.message import Message, Words

TRANSFERS: Final[Words] = {
    "event.transfer": Message(
        en="Sent to another member",
        ms="Pindahan kepada ahli lain",
        id="Transfer ke anggota lain",
        nl="Overgedragen aan een ander lid",
        de="An ein anderes Mitglied übertragen",
    ),
    "event.transfer_refused": Message(
        en="Transfer of {points} refused",
        ms="Pindahan {points} tidak diluluskan",
        id="Transfer {points} ditolak",
        nl="Overdracht van {points} geweigerd",
        de="Übertragung abgelehnt: {points}",
    ),
    "event.effect": Message(
        en="Received from another member",
        ms="Pindahan daripada ahli lain",
        id="Transfer dari anggota lain",
        nl="Ontvangen van een ander lid",
        de="Von einem anderen Mitglied erhalten",
    ),
    "facts.other": Message(
        en="Other member", ms="Ahli lain", id="Anggota lain", nl="Ander lid",
        de="Anderes Mitglied",
    ),
    "lot.sent": Message(
        en="Sent", ms="Dipindahkan", id="Ditransfer", nl="Overgedragen", de="Übertragen",
    ),
    "move.transfer": Message(
        en="transferred {day}", ms="dipindahkan {day}", id="ditransfer {day}",
        nl="overgedragen op {day}", de="übertragen am {day}",
    ),
    "key.transfers": Message(
        en="what members can send each other",
        ms="pindahan mata antara ahli",
        id="transfer poin antaranggota",
        nl="de overdracht aan andere leden",
        de="die Übertragung an andere Mitglieder",
    ),
    "key.transfer": Message(
        en="the transfer",
        ms="pindahan mata",
        id="transfer poin",
        nl="de overdracht",
        de="die Übertragung",
    ),
    "phrase.sent_yes": Message(
        en="any number", ms="sebarang jumlah", id="berapa pun jumlahnya", nl="elk gewenst aantal",
        de="in beliebiger Höhe",
    ),
    "phrase.sent_no": Message(
        en="nothing", ms="tidak dibenarkan", id="tidak diizinkan", nl="niet mogelijk",
        de="nicht möglich",
    ),
    "phrase.sent_least": Message(
        en="at least {least} at a time", ms="sekurang-kurangnya {least} setiap kali",
        id="minimal {least} per transfer", nl="minstens {least} per keer",
        de="mindestens {least} pro Vorgang",
    ),
    "phrase.sent_most": Message(
        en="at most {most} at a time", ms="paling banyak {most} setiap kali",
        id="maksimal {most} per transfer", nl="hoogstens {most} per keer",
        de="höchstens {most} pro Vorgang",
    ),
    "phrase.sent_both": Message(
        en="at least {least} and at most {most} at a time",
        ms="sekurang-kurangnya {least} dan paling banyak {most} setiap kali",
        id="minimal {least} dan maksimal {most} per transfer",
        nl="minstens {least} en hoogstens {most} per keer",
        de="mindestens {least} und höchstens {most} pro Vorgang",
    ),
    "home.how_sent": Message(
        en="On their way to other members: {points}.",
        ms="Sedang dipindahkan kepada ahli lain: {points}.",
        id="Sedang ditransfer ke anggota lain: {points}.",
        nl="Onderweg naar andere leden: {points}.",
        de="Unterwegs zu anderen Mitgliedern: {points}.",
    ),
}  # fmt: skip
