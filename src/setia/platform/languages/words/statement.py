"""The words of one member's statement: what they have, until when, and what happened, line by line.

What a member would read comes first; who recorded it and under which key is for those who check.
"""

from typing import Final

from setia.platform.languages.message import Message, Words

STATEMENT: Final[Words] = {
    "points.of": Message(
        en="{points} {unit}",
        ms="{points} {unit}",
        id="{points} {unit}",
        nl="{points} {unit}",
        de="{points} {unit}",
    ),
    "member.unnamed": Message(
        en="Member", ms="Ahli", id="Anggota", nl="Lid", de="Mitglied"
    ),
    "member.number": Message(
        en="Member number", ms="Nombor ahli", id="Nomor anggota", nl="Lidnummer",
        de="Mitgliedsnummer",
    ),
    "member.since": Message(
        en="member since {day}",
        ms="ahli sejak {day}",
        id="anggota sejak {day}",
        nl="lid sinds {day}",
        de="Mitglied seit {day}",
    ),
    "member.tier_until": Message(
        en="{tier} until {day}",
        ms="{tier} hingga {day}",
        id="{tier} sampai {day}",
        nl="{tier} t/m {day}",
        de="{tier} bis {day}",
    ),
    "member.balance": Message(en="Balance", ms="Baki", id="Saldo", nl="Saldo", de="Guthaben"),
    "member.next_expiry": Message(
        en="{points} of them can be used until {day}",
        ms="{points} daripadanya boleh digunakan hingga {day}",
        id="{points} di antaranya bisa dipakai sampai {day}",
        nl="{points} daarvan zijn te gebruiken t/m {day}",
        de="{points} davon sind nutzbar bis {day}",
    ),
    "member.debt": Message(
        en="Below zero: the next points repay it first.",
        ms="Bawah sifar: mata seterusnya membayarnya dahulu.",
        id="Di bawah nol: poin berikutnya melunasinya lebih dulu.",
        nl="Onder nul: de volgende punten lossen dit eerst af.",
        de="Unter null: Die nächsten Punkte gleichen das zuerst aus.",
    ),
    "lots.title": Message(
        en="What ends when",
        ms="Apa yang luput dan bila",
        id="Apa yang hangus dan kapan",
        nl="Wat wanneer vervalt",
        de="Was wann verfällt",
    ),
    "lots.usable_until": Message(
        en="Usable until",
        ms="Boleh digunakan hingga",
        id="Bisa dipakai sampai",
        nl="Te gebruiken t/m",
        de="Nutzbar bis",
    ),
    "lots.never": Message(
        en="never ends", ms="tiada luput", id="tidak hangus", nl="vervalt nooit",
        de="verfällt nie",
    ),
    "lots.none": Message(
        en="There are no points, so nothing ends.",
        ms="Tiada mata, maka tiada yang luput.",
        id="Tidak ada poin, jadi tidak ada yang hangus.",
        nl="Er zijn geen punten, dus er vervalt niets.",
        de="Es sind keine Punkte da, also verfällt nichts.",
    ),
    "lots.more": Message(
        en="and {n} in later ones",
        ms="dan {n} dalam yang kemudian",
        id="dan {n} pada yang berikutnya",
        nl="en {n} in latere",
        de="und {n} in späteren",
    ),
    "statement.title": Message(
        en="Statement", ms="Penyata", id="Laporan mutasi", nl="Overzicht", de="Kontoauszug"
    ),
    "statement.hint": Message(
        en="Open a line for its arithmetic.",
        ms="Buka satu baris untuk melihat kiraannya.",
        id="Buka satu baris untuk melihat hitungannya.",
        nl="Open een regel voor de berekening.",
        de="Öffnen Sie eine Zeile für die Rechnung.",
    ),
    "statement.none": Message(
        en="Nothing has happened yet. The first purchase appears here.",
        ms="Belum ada apa-apa berlaku. Pembelian pertama akan muncul di sini.",
        id="Belum terjadi apa-apa. Pembelian pertama akan muncul di sini.",
        nl="Er is nog niets gebeurd. De eerste aankoop verschijnt hier.",
        de="Noch ist nichts geschehen. Der erste Einkauf erscheint hier.",
    ),
    "statement.older": Message(
        en="Older", ms="Terdahulu", id="Lebih lama", nl="Ouder", de="Ältere"
    ),
    "statement.newest": Message(
        en="Newest", ms="Terbaharu", id="Terbaru", nl="Nieuwste", de="Neueste"
    ),
    "event.purchase": Message(
        en="Purchase {amount}",
        ms="Pembelian {amount}",
        id="Belanja {amount}",
        nl="Aankoop {amount}",
        de="Einkauf {amount}",
    ),
    "event.spend": Message(
        en="Spent", ms="Dibelanjakan", id="Dipakai", nl="Besteed", de="Eingelöst"
    ),
    "event.spend_refused": Message(
        en="{points} asked for, not given",
        ms="{points} diminta, tidak diberi",
        id="{points} diminta, tidak diberikan",
        nl="{points} gevraagd, niet gegeven",
        de="{points} verlangt, nicht gegeben",
    ),
    "event.expired": Message(
        en="Expired", ms="Luput", id="Hangus", nl="Vervallen", de="Verfallen"
    ),
    "event.also_expired": Message(
        en="and {points} expired by then",
        ms="dan {points} sudah luput ketika itu",
        id="dan {points} sudah hangus saat itu",
        nl="en {points} toen vervallen",
        de="und {points} bis dahin verfallen",
    ),
    "event.also_corrected": Message(
        en="and {points} put right",
        ms="dan {points} dibetulkan",
        id="dan {points} dikoreksi",
        nl="en {points} rechtgezet",
        de="und {points} berichtigt",
    ),
    "event.time": Message(
        en="Time passed", ms="Masa berlalu", id="Waktu berlalu", nl="De tijd verstreek",
        de="Zeit verging",
    ),
    "event.other": Message(
        en="Event {kind}",
        ms="Peristiwa {kind}",
        id="Kejadian {kind}",
        nl="Gebeurtenis {kind}",
        de="Ereignis {kind}",
    ),
    "event.late": Message(
        en="came late", ms="lewat diterima", id="terlambat masuk", nl="kwam later",
        de="kam später",
    ),
    "event.new": Message(en="new", ms="baharu", id="baru", nl="nieuw", de="neu"),
    "outcome.refused": Message(
        en="refused", ms="ditolak", id="ditolak", nl="geweigerd", de="abgelehnt"
    ),
    "outcome.waiting": Message(
        en="waiting", ms="menunggu", id="menunggu", nl="in afwachting", de="wartet"
    ),
    "outcome.set_aside": Message(
        en="set aside", ms="diketepikan", id="disisihkan", nl="apart gezet", de="zurückgestellt"
    ),
    "reason.not_enough_points": Message(
        en="There were not enough points: {available}.",
        ms="Mata tidak mencukupi: {available}.",
        id="Poinnya kurang: {available}.",
        nl="Er waren niet genoeg punten: {available}.",
        de="Es waren nicht genug Punkte da: {available}.",
    ),
    "reason.too_many_lots": Message(
        en="There are too many separate lots; a command tries it again.",
        ms="Lot mata yang berasingan terlalu banyak; satu arahan akan mencubanya lagi.",
        id="Terlalu banyak lot poin terpisah; sebuah perintah akan mencobanya lagi.",
        nl="Er zijn te veel losse partijen; een opdracht probeert het opnieuw.",
        de="Es gibt zu viele einzelne Punkteposten; ein Befehl versucht es wieder.",
    ),
    "reason.too_many_later_events": Message(
        en="It came so late that too many later events would have to be decided again; a command "
        "tries it again.",
        ms="Ia terlalu lewat, sehingga terlalu banyak peristiwa selepasnya perlu dikira semula; "
        "satu arahan akan mencubanya lagi.",
        id="Masuknya begitu terlambat sehingga terlalu banyak kejadian sesudahnya harus dihitung "
        "ulang; sebuah perintah akan mencobanya lagi.",
        nl="Het kwam zo laat dat te veel latere gebeurtenissen opnieuw beslist zouden worden; een "
        "opdracht probeert het opnieuw.",
        de="Es kam so spät, dass zu viele spätere Ereignisse neu zu entscheiden wären; ein Befehl "
        "versucht es wieder.",
    ),
    "reason.other": Message(
        en="Reason: {reason}.",
        ms="Sebab: {reason}.",
        id="Alasan: {reason}.",
        nl="Reden: {reason}.",
        de="Grund: {reason}.",
    ),
    "facts.happened": Message(
        en="Happened", ms="Berlaku", id="Terjadi", nl="Gebeurd", de="Geschehen"
    ),
    "facts.recorded": Message(
        en="Recorded", ms="Direkodkan", id="Dicatat", nl="Vastgelegd", de="Erfasst"
    ),
    "facts.by": Message(en="By", ms="Oleh", id="Oleh", nl="Door", de="Durch"),
    "facts.key": Message(
        en="Source and key", ms="Sumber dan kunci", id="Sumber dan kunci", nl="Bron en sleutel",
        de="Quelle und Schlüssel",
    ),
    "facts.version": Message(
        en="Decided by version", ms="Diputuskan oleh versi", id="Diputus menurut versi",
        nl="Beslist door versie", de="Entschieden von Version",
    ),
    "facts.position": Message(
        en="Position in the log", ms="Kedudukan dalam log", id="Posisi dalam log",
        nl="Positie in het logboek", de="Position im Protokoll",
    ),
    "facts.unsealed": Message(
        en="not sealed yet", ms="belum dimeterai", id="belum disegel", nl="nog niet verzegeld",
        de="noch nicht versiegelt",
    ),
    "facts.channel": Message(en="Channel", ms="Saluran", id="Kanal", nl="Kanaal", de="Kanal"),
    "demo.title": Message(
        en="Record a purchase",
        ms="Rekodkan pembelian",
        id="Catat belanja",
        nl="Een aankoop vastleggen",
        de="Einkauf erfassen",
    ),
    "demo.amount": Message(
        en="Amount in {currency}",
        ms="Amaun dalam {currency}",
        id="Nominal dalam {currency}",
        nl="Bedrag in {currency}",
        de="Betrag in {currency}",
    ),
    "demo.unstated": Message(
        en="not stated", ms="tidak dinyatakan", id="tidak disebutkan", nl="niet genoemd",
        de="nicht angegeben",
    ),
    "demo.button": Message(
        en="Record it", ms="Rekodkan", id="Catat", nl="Vastleggen", de="Erfassen"
    ),
    "demo.bad_amount": Message(
        en="Write an amount above zero and at most {most}, such as {example}.",
        ms="Tulis amaun melebihi sifar dan paling banyak {most}, contohnya {example}.",
        id="Tulis nominal di atas nol dan paling banyak {most}, misalnya {example}.",
        nl="Schrijf een bedrag boven nul en hoogstens {most}, zoals {example}.",
        de="Schreiben Sie einen Betrag über null und höchstens {most}, etwa {example}.",
    ),
    "demo.bad_form": Message(
        en="This form is too old or belongs to another member. Nothing was recorded; fill it in "
        "again.",
        ms="Borang ini terlalu lama atau milik ahli lain. Tiada apa-apa direkodkan; isi semula.",
        id="Formulir ini terlalu lama atau milik anggota lain. Tidak ada yang dicatat; isi lagi.",
        nl="Dit formulier is te oud of hoort bij een ander lid. Er is niets vastgelegd; vul het "
        "opnieuw in.",
        de="Dieses Formular ist zu alt oder gehört zu einem anderen Mitglied. Es wurde nichts "
        "erfasst; füllen Sie es neu aus.",
    ),
    "demo.other_body": Message(
        en="This form has recorded another purchase already. Nothing more was recorded; here is a "
        "fresh form.",
        ms="Borang ini sudah merekodkan pembelian lain. Tiada tambahan direkodkan; ini borang "
        "baharu.",
        id="Formulir ini sudah mencatat belanja lain. Tidak ada tambahan yang dicatat; ini "
        "formulir baru.",
        nl="Met dit formulier is al een andere aankoop vastgelegd. Meer is er niet vastgelegd; "
        "hier is een nieuw formulier.",
        de="Mit diesem Formular wurde schon ein anderer Einkauf erfasst. Mehr wurde nicht erfasst; "
        "hier ist ein neues.",
    ),
    "demo.not_recorded": Message(
        en="It was not recorded ({reason}). Try it again.",
        ms="Ia tidak direkodkan ({reason}). Cuba lagi.",
        id="Tidak tercatat ({reason}). Coba lagi.",
        nl="Het is niet vastgelegd ({reason}). Probeer het opnieuw.",
        de="Es wurde nicht erfasst ({reason}). Versuchen Sie es noch einmal.",
    ),
}  # fmt: skip
