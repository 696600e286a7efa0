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
        id="{tier}, berlaku sampai {day}",
        nl="{tier} t/m {day}",
        de="{tier} bis {day}",
    ),
    "member.balance": Message(en="Balance", ms="Baki", id="Saldo", nl="Saldo", de="Guthaben"),
    "member.next_expiry": Message(
        en="{points} of them can be used until {day}",
        ms="{points} daripadanya boleh digunakan hingga {day}",
        id="{points} di antaranya hanya bisa dipakai sampai {day}",
        nl="Waarvan {points} te besteden t/m {day}",
        de="Davon {points} einlösbar bis {day}",
    ),
    "member.all_expire": Message(
        en="Usable until {day}",
        ms="Boleh digunakan hingga {day}",
        id="Hanya bisa dipakai sampai {day}",
        nl="Te besteden t/m {day}",
        de="Einlösbar bis {day}",
    ),
    "member.debt": Message(
        en="Below zero: the next points repay it first.",
        ms="Baki negatif: mata yang dikumpul selepas ini akan menjelaskannya dahulu.",
        id="Saldo minus: poin berikutnya dipakai untuk menutupnya lebih dulu.",
        nl="Onder nul: de volgende punten lossen dit eerst af.",
        de="Unter null: Die nächsten Punkte gleichen das zuerst aus.",
    ),
    "lots.title": Message(
        en="What ends when",
        ms="Mata yang akan luput",
        id="Poin yang akan hangus dan tanggalnya",
        nl="Wanneer punten vervallen",
        de="Wann Punkte verfallen",
    ),
    "lots.usable_until": Message(
        en="Usable until",
        ms="Boleh digunakan hingga",
        id="Bisa dipakai sampai",
        nl="Te besteden t/m",
        de="Einlösbar bis",
    ),
    "lots.never": Message(
        en="never ends", ms="tiada tarikh luput", id="tidak hangus", nl="vervalt nooit",
        de="verfällt nie",
    ),
    "lots.none": Message(
        en="There are no points, so nothing ends.",
        ms="Tiada mata, jadi tiada yang akan luput.",
        id="Tidak ada poin, jadi tidak ada yang hangus.",
        nl="Er zijn geen punten, dus er vervalt niets.",
        de="Es sind keine Punkte da, also verfällt nichts.",
    ),
    "lots.more": Message(
        en="and {n} in later ones",
        ms="dan {n} lagi dalam lot selepasnya",
        id="dan {n} lagi setelahnya",
        nl="en {n} in latere partijen",
        de="und {n} in späteren Posten",
    ),
    "statement.title": Message(
        en="Statement", ms="Penyata", id="Riwayat poin", nl="Overzicht", de="Punkteübersicht"
    ),
    "statement.hint": Message(
        en="Open a line for its arithmetic.",
        ms="Buka satu baris untuk melihat kiraannya.",
        id="Buka salah satu baris untuk melihat perhitungannya.",
        nl="Open een regel voor de berekening.",
        de="Öffnen Sie eine Zeile, um die Berechnung zu sehen.",
    ),
    "statement.none": Message(
        en="Nothing has happened yet. The first purchase appears here.",
        ms="Belum ada apa-apa berlaku. Pembelian pertama akan muncul di sini.",
        id="Belum terjadi apa-apa. Pembelian pertama akan muncul di sini.",
        nl="Er is nog niets gebeurd. De eerste aankoop verschijnt hier.",
        de="Noch ist nichts geschehen. Der erste Einkauf erscheint hier.",
    ),
    "statement.older": Message(
        en="Older", ms="Lebih awal", id="Lebih lama", nl="Ouder", de="Ältere"
    ),
    "statement.newest": Message(
        en="Newest", ms="Terbaharu", id="Terbaru", nl="Nieuwste", de="Neueste"
    ),
    "event.profile": Message(
        en="Profile changed",
        ms="Profil dikemas kini",
        id="Profil diperbarui",
        nl="Profiel gewijzigd",
        de="Profil geändert",
    ),
    "event.purchase": Message(
        en="Purchase {amount}",
        ms="Pembelian {amount}",
        id="Belanja {amount}",
        nl="Aankoop {amount}",
        de="Einkauf {amount}",
    ),
    "event.spend": Message(
        en="Spent", ms="Mata digunakan", id="Pemakaian poin", nl="Besteed", de="Eingelöst"
    ),
    "event.spend_refused": Message(
        en="Spend of {points} refused",
        ms="{points} diminta, tidak diluluskan",
        id="Pemakaian {points} ditolak",
        nl="Besteding van {points} geweigerd",
        de="Einlösung abgelehnt: {points}",
    ),
    "event.expired": Message(
        en="Expired", ms="Luput", id="Poin hangus", nl="Vervallen", de="Verfallen"
    ),
    "event.released": Message(
        en="Points released",
        ms="Mata mula boleh guna",
        id="Poin sudah cair",
        nl="Punten vrijgegeven",
        de="Punkte freigegeben",
    ),
    "event.release": Message(
        en="Release of points", ms="Pengaktifan mata", id="Pencairan poin",
        nl="Vrijgave van punten", de="Freigabe von Punkten",
    ),
    "event.also_released": Message(
        en="and {points} released by then",
        ms="dan {points} mula boleh guna ketika itu",
        id="dan {points} cair saat itu",
        nl="en {points} intussen vrijgegeven",
        de="und {points} bis dahin freigegeben",
    ),
    "points.pending": Message(
        en="{points} pending",
        ms="{points} (belum boleh guna)",
        id="{points} (belum cair)",
        nl="{points} (nog niet vrijgegeven)",
        de="{points} (noch nicht freigegeben)",
    ),
    "member.keeps": Message(
        en="{more} more by {day} keeps {tier}",
        ms="{more} lagi hingga {day} untuk mengekalkan {tier}",
        id="{more} lagi sampai {day} untuk mempertahankan {tier}",
        nl="nog {more} t/m {day} om {tier} te behouden",
        de="noch {more} bis {day}, um {tier} zu behalten",
    ),
    "member.keeps_from": Message(
        en="{more} from {start} to {day} keeps {tier}",
        ms="{more} dari {start} hingga {day} untuk mengekalkan {tier}",
        id="{more} dari {start} sampai {day} untuk mempertahankan {tier}",
        nl="{more} van {start} t/m {day} om {tier} te behouden",
        de="{more} vom {start} bis zum {day}, um {tier} zu behalten",
    ),
    "member.reaches": Message(
        en="{more} more reaches {tier}", ms="{more} lagi untuk mencapai {tier}",
        id="{more} lagi untuk meraih {tier}", nl="nog {more} tot {tier}",
        de="noch {more} bis {tier}",
    ),
    "member.reaches_by": Message(
        en="{more} more by {day} reaches {tier}",
        ms="{more} lagi hingga {day} untuk mencapai {tier}",
        id="{more} lagi sampai {day} untuk meraih {tier}", nl="nog {more} t/m {day} voor {tier}",
        de="noch {more} bis {day} für {tier}",
    ),
    "member.rule": Message(
        en="{more} more for {rule}", ms="lagi {more} untuk {rule}", id="{more} lagi untuk {rule}",
        nl="nog {more} voor {rule}", de="noch {more} für {rule}",
    ),
    "member.rule_by": Message(
        en="{more} more by {day} for {rule}", ms="{more} lagi hingga {day} untuk {rule}",
        id="{more} lagi sampai {day} untuk {rule}", nl="nog {more} t/m {day} voor {rule}",
        de="noch {more} bis {day} für {rule}",
    ),
    "member.counted": Message(
        en="{what}: {goal}", ms="{what}: {goal}", id="{what}: {goal}", nl="{what}: {goal}",
        de="{what}: {goal}",
    ),
    "member.pending": Message(
        en="{points} more from {day}", ms="{points} lagi boleh guna mulai {day}",
        id="{points} lagi akan cair {day}", nl="{points} erbij vanaf {day}",
        de="dazu {points} ab {day}",
    ),
    "member.pending_else": Message(
        en="{points} more once released, from {day} at the latest",
        ms="{points} lagi mula boleh guna selewat-lewatnya {day}",
        id="{points} lagi akan cair paling lambat {day}",
        nl="{points} erbij na vrijgave, uiterlijk vanaf {day}",
        de="dazu {points} nach Freigabe, spätestens ab {day}",
    ),
    "member.pending_lost": Message(
        en="{points} more if released before {day}",
        ms="{points} lagi hanya jika mula boleh guna sebelum {day}",
        id="{points} lagi hanya jika cair sebelum {day}",
        nl="{points} erbij, mits vrijgegeven vóór {day}",
        de="dazu {points} bei Freigabe vor dem {day}",
    ),
    "event.also_expired": Message(
        en="and {points} expired by then",
        ms="dan {points} sudah luput ketika itu",
        id="dan {points} sudah hangus saat itu",
        nl="en {points} intussen vervallen",
        de="und {points} bis dahin verfallen",
    ),
    "event.also_corrected": Message(
        en="and {points} put right",
        ms="dan {points} dibetulkan",
        id="dan {points} dikoreksi",
        nl="en {points} rechtgezet",
        de="und {points} korrigiert",
    ),
    "event.time": Message(
        en="Time passed", ms="Masa berlalu", id="Perubahan karena waktu", nl="De tijd verstreek",
        de="Zeitablauf",
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
        de="später eingegangen",
    ),
    "event.new": Message(en="new", ms="baharu", id="baru", nl="nieuw", de="neu"),
    "outcome.refused": Message(
        en="refused", ms="tidak diluluskan", id="ditolak", nl="geweigerd", de="abgelehnt"
    ),
    "outcome.waiting": Message(
        en="waiting", ms="menunggu", id="menunggu", nl="in afwachting", de="ausstehend"
    ),
    "outcome.set_aside": Message(
        en="set aside", ms="ditangguhkan", id="ditangguhkan", nl="apartgezet", de="zurückgestellt"
    ),
    "reason.not_enough_points": Message(
        en="Not enough points: {available} could be spent.",
        ms="Mata tidak mencukupi: hanya {available} boleh digunakan.",
        id="Poin tidak cukup: hanya {available} yang tersedia.",
        nl="Er waren niet genoeg punten: {available} beschikbaar.",
        de="Es waren nicht genug Punkte verfügbar: nur {available}.",
    ),
    "reason.too_many_lots": Message(
        en="There are too many separate lots.",
        ms="Terlalu banyak lot mata yang berasingan.",
        id="Terlalu banyak lot poin terpisah.",
        nl="Er zijn te veel losse partijen.",
        de="Es gibt zu viele einzelne Punkteposten.",
    ),
    "reason.too_many_later_events": Message(
        en="It came so late that too many later events would have to be decided again.",
        ms="Peristiwa ini terlalu lewat diterima, dan terlalu banyak peristiwa selepasnya perlu "
        "dikira semula.",
        id="Masuknya begitu terlambat sehingga terlalu banyak kejadian sesudahnya harus dihitung "
        "ulang.",
        nl="Dit kwam zo laat binnen dat over te veel latere gebeurtenissen opnieuw beslist zou "
        "moeten worden.",
        de="Es kam so spät, dass zu viele spätere Ereignisse neu zu entscheiden wären.",
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
    "facts.by": Message(en="By", ms="Oleh", id="Oleh", nl="Door", de="Von"),
    "facts.key": Message(
        en="Source and key", ms="Sumber dan kunci", id="Sumber dan kunci", nl="Bron en sleutel",
        de="Quelle und Schlüssel",
    ),
    "facts.version": Message(
        en="Decided by version", ms="Diputuskan oleh versi", id="Diputuskan menurut versi",
        nl="Beslist door versie", de="Entschieden mit Version",
    ),
    "facts.position": Message(
        en="Position in the ledger", ms="Kedudukan dalam lejar", id="Posisi dalam buku besar",
        nl="Positie in het grootboek", de="Position im Hauptbuch",
    ),
    "facts.unsealed": Message(
        en="not sealed yet", ms="belum dimeterai", id="belum disegel", nl="nog niet verzegeld",
        de="noch nicht versiegelt",
    ),
    "facts.channel": Message(en="Channel", ms="Saluran", id="Kanal", nl="Kanaal", de="Kanal"),
    "demo.title": Message(
        en="Record a purchase",
        ms="Rekodkan pembelian",
        id="Catat pembelian",
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
        en="not stated", ms="tidak dinyatakan", id="tidak disebutkan", nl="niet opgegeven",
        de="nicht angegeben",
    ),
    "demo.button": Message(
        en="Record it", ms="Rekodkan", id="Catat", nl="Vastleggen", de="Erfassen"
    ),
    "demo.bad_amount": Message(
        en="Write an amount above zero and at most {most}, such as {example}.",
        ms="Masukkan amaun melebihi sifar dan tidak lebih daripada {most}, contohnya {example}.",
        id="Masukkan nominal lebih dari nol, maksimal {most}, misalnya {example}.",
        nl="Vul een bedrag in boven nul en van hoogstens {most}, zoals {example}.",
        de="Geben Sie einen Betrag über null und bis höchstens {most} ein, etwa {example}.",
    ),
    "demo.bad_form": Message(
        en="This form is too old or belongs to another member. Nothing was recorded; fill it in "
        "again.",
        ms="Borang ini sudah tamat tempoh atau untuk ahli lain. Tiada apa-apa direkodkan; sila isi "
        "semula.",
        id="Formulir ini sudah kedaluwarsa atau milik anggota lain. Tidak ada yang dicatat; "
        "silakan isi lagi.",
        nl="Dit formulier is te oud of hoort bij een ander lid. Er is niets vastgelegd; vul het "
        "opnieuw in.",
        de="Dieses Formular ist zu alt oder gehört zu einem anderen Mitglied. Es wurde nichts "
        "erfasst; füllen Sie es neu aus.",
    ),
    "demo.other_body": Message(
        en="This form has recorded another purchase already. Nothing more was recorded; here is a "
        "fresh form.",
        ms="Borang ini sudah digunakan untuk pembelian lain. Tiada apa-apa lagi direkodkan; "
        "gunakan borang baharu ini.",
        id="Formulir ini sudah dipakai untuk mencatat pembelian lain. Tidak ada tambahan yang "
        "dicatat; ini formulir baru.",
        nl="Met dit formulier is al een andere aankoop vastgelegd. Meer is er niet vastgelegd; "
        "hier is een nieuw formulier.",
        de="Mit diesem Formular wurde schon ein anderer Einkauf erfasst. Sonst wurde nichts "
        "erfasst; hier ist ein neues Formular.",
    ),
    "demo.not_recorded": Message(
        en="It was not recorded ({reason}). Try it again.",
        ms="Ia tidak direkodkan ({reason}). Cuba lagi.",
        id="Tidak tercatat ({reason}). Coba lagi.",
        nl="Het is niet vastgelegd ({reason}). Probeer het opnieuw.",
        de="Es wurde nicht erfasst ({reason}). Versuchen Sie es noch einmal.",
    ),
}  # fmt: skip
