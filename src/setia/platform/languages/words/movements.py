"""The words of what moved: which lot it was, under which heading it stands, and when it counts.

A movement that was taken back has words of its own. The rest of an explanation is in `explanation`.
"""

from typing import Final

from setia.platform.languages.message import Message, Words

MOVEMENTS: Final[Words] = {
    "lot.used": Message(
        en="Taken from", ms="Diambil daripada", id="Diambil dari", nl="Genomen van",
        de="Genommen von",
    ),
    "lot.converted": Message(
        en="Converted", ms="Ditukar", id="Dikonversi", nl="Omgezet", de="Umgewandelt",
    ),
    "lot.donated": Message(
        en="Donated", ms="Didermakan", id="Didonasikan", nl="Gedoneerd", de="Gespendet",
    ),
    "lot.into": Message(
        en="Put into", ms="Masuk ke dalam", id="Masuk ke", nl="Geboekt in", de="Gebucht in",
    ),
    "lot.fell_due": Message(
        en="Ended by then", ms="Sudah luput ketika itu", id="Sudah hangus saat itu",
        nl="Intussen vervallen", de="Bis dahin verfallen",
    ),
    "lot.released": Message(
        en="Released by then",
        ms="Mula boleh guna ketika itu",
        id="Cair saat itu",
        nl="Intussen vrijgegeven",
        de="Bis dahin freigegeben",
    ),
    "lot.corrected": Message(
        en="Put right because this came late",
        ms="Dibetulkan kerana ini lewat diterima",
        id="Dikoreksi karena kejadian ini terlambat masuk",
        nl="Rechtgezet omdat dit later kwam",
        de="Korrigiert, weil dies später einging",
    ),
    "lot.of": Message(
        en="points of {month}, usable until {day}",
        ms="mata bulan {month}, boleh digunakan hingga {day}",
        id="poin bulan {month}, bisa dipakai sampai {day}",
        nl="punten van {month}, te besteden t/m {day}",
        de="Punkte aus {month}, einlösbar bis {day}",
    ),
    "lot.of_ever": Message(
        en="points of {month}, which never end",
        ms="mata bulan {month}, tiada tarikh luput",
        id="poin bulan {month}, yang tidak hangus",
        nl="punten van {month}, die nooit vervallen",
        de="Punkte aus {month}, die nie verfallen",
    ),
    "lot.of_active": Message(
        en="points of {month}, usable as long as the member stays active",
        ms="mata bulan {month}, boleh digunakan selagi ahli kekal aktif",
        id="poin bulan {month}, bisa dipakai selama anggota tetap aktif",
        nl="punten van {month}, te besteden zolang het lid actief blijft",
        de="Punkte aus {month}, einlösbar, solange das Mitglied aktiv bleibt",
    ),
    "lot.debt": Message(
        en="below zero, to be repaid by the next points",
        ms="baki negatif, akan dijelaskan dengan mata seterusnya",
        id="saldo minus, akan ditutup dengan poin berikutnya",
        nl="onder nul, af te lossen door de volgende punten",
        de="unter null, von den nächsten Punkten auszugleichen",
    ),
    "move.earn": Message(
        en="earned {day}", ms="dikumpul {day}", id="diperoleh {day}", nl="gespaard op {day}",
        de="gesammelt am {day}",
    ),
    "move.earn_back": Message(
        en="earned less {day}", ms="dikurangkan daripada mata dikumpul {day}",
        id="perolehan dikurangi pada {day}", nl="minder gespaard op {day}",
        de="weniger gesammelt am {day}",
    ),
    "move.spend": Message(
        en="spent {day}", ms="digunakan {day}", id="dipakai {day}", nl="besteed op {day}",
        de="eingelöst am {day}",
    ),
    "move.spend_back": Message(
        en="spent {day}, given back to its lot", ms="digunakan {day}, dipulangkan ke lotnya",
        id="dipakai {day}, dikembalikan ke lotnya", nl="besteed op {day}, teruggeboekt",
        de="eingelöst am {day}, zurückgebucht",
    ),
    "move.expire": Message(
        en="expired {day}", ms="luput {day}", id="hangus {day}", nl="vervallen op {day}",
        de="verfallen am {day}",
    ),
    "move.donate": Message(
        en="donated {day}", ms="didermakan {day}", id="didonasikan {day}", nl="gedoneerd op {day}",
        de="gespendet am {day}",
    ),
    "move.donate_back": Message(
        en="not donated {day} after all", ms="tidak jadi didermakan {day}",
        id="batal didonasikan {day}", nl="toch niet gedoneerd op {day}",
        de="doch nicht gespendet am {day}",
    ),
    "move.convert": Message(
        en="converted {day}", ms="ditukar {day}", id="dikonversi {day}", nl="omgezet op {day}",
        de="umgewandelt am {day}",
    ),
    "move.lost": Message(
        en="lost {day}, not released in time", ms="luput {day} sebelum mula boleh guna",
        id="hangus {day} sebelum cair", nl="zonder vrijgave vervallen op {day}",
        de="ohne Freigabe verfallen am {day}",
    ),
    "move.expire_back": Message(
        en="not expired {day} after all", ms="tidak jadi luput pada {day}", id="batal hangus {day}",
        nl="toch niet vervallen op {day}", de="doch nicht verfallen am {day}",
    ),
    "move.release": Message(
        en="released {day}",
        ms="mula boleh guna {day}",
        id="cair {day}",
        nl="vrijgegeven op {day}",
        de="freigegeben am {day}",
    ),
    "move.release_back": Message(
        en="not released {day} after all",
        ms="batal boleh guna {day}",
        id="batal cair {day}",
        nl="toch niet vrijgegeven op {day}",
        de="doch nicht freigegeben am {day}",
    ),
    "move.repay": Message(
        en="repaid what was below zero", ms="menjelaskan baki negatif", id="menutup saldo minus",
        nl="gebruikt om de puntenschuld af te lossen", de="Punkteschuld ausgeglichen",
    ),
    "move.repay_back": Message(
        en="not needed to repay after all",
        ms="tidak jadi digunakan untuk menjelaskan baki negatif",
        id="penutupan saldo minus dibatalkan", nl="aflossing van de puntenschuld toch niet nodig",
        de="Ausgleich der Punkteschuld doch nicht nötig",
    ),
}  # fmt: skip
