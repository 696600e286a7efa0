"""The words of an explanation: how each rule came to its points, and what moved which lot.

Sums are written as a reader would check them by hand. The signs × = + − are the same everywhere.
"""

from typing import Final

from setia.platform.languages.message import Message, Plural, Words

EXPLANATION: Final[Words] = {
    "why.sum": Message(en="Sum", ms="Jumlah", id="Jumlah", nl="Som", de="Summe"),
    "why.per_whole": Message(
        en="{points} per whole {per} of {basis} = {exact}",
        ms="{points} bagi setiap {per} penuh daripada {basis} = {exact}",
        id="{points} untuk setiap {per} penuh dari {basis} = {exact}",
        nl="{points} per hele {per} van {basis} = {exact}",
        de="{points} je volle {per} von {basis} = {exact}",
    ),
    "why.per": Message(
        en="{points} per {per} of {basis} = {exact}",
        ms="{points} bagi setiap {per} daripada {basis} = {exact}",
        id="{points} untuk setiap {per} dari {basis} = {exact}",
        nl="{points} per {per} van {basis} = {exact}",
        de="{points} je {per} von {basis} = {exact}",
    ),
    "why.fixed": Message(
        en="{points} for this purchase",
        ms="{points} bagi pembelian ini",
        id="{points} untuk belanja ini",
        nl="{points} voor deze aankoop",
        de="{points} für diesen Einkauf",
    ),
    "why.times": Message(
        en="× {factor} on {on} = +{exact}",
        ms="× {factor} ke atas {on} = +{exact}",
        id="× {factor} dari {on} = +{exact}",
        nl="× {factor} over {on} = +{exact}",
        de="× {factor} auf {on} = +{exact}",
    ),
    "why.limited": Message(
        en="held back by the limit of {most} a day",
        ms="ditahan oleh had {most} sehari",
        id="tertahan batas {most} per hari",
        nl="begrensd door hoogstens {most} per dag",
        de="begrenzt durch höchstens {most} am Tag",
    ),
    "why.no_budget": Message(
        en="the budget is used up",
        ms="bajet sudah habis",
        id="anggarannya sudah habis",
        nl="het budget is op",
        de="das Budget ist aufgebraucht",
    ),
    "why.whole_points": Message(
        en="whole points only, since they are counted",
        ms="mata penuh sahaja, kerana ia dikira",
        id="hanya poin penuh, karena dihitung",
        nl="alleen hele punten, want ze worden geteld",
        de="nur ganze Punkte, denn sie werden gezählt",
    ),
    "why.rounding": Message(
        en="rounding {difference}",
        ms="pembundaran {difference}",
        id="pembulatan {difference}",
        nl="afronding {difference}",
        de="Rundung {difference}",
    ),
    "why.rounded_down": Message(
        en="{exact}, rounded down once",
        ms="{exact}, dibundarkan ke bawah sekali",
        id="{exact}, dibulatkan ke bawah sekali",
        nl="{exact}, één keer naar beneden afgerond",
        de="{exact}, einmal abgerundet",
    ),
    "why.rounded_nearest": Message(
        en="{exact}, rounded once to the nearest",
        ms="{exact}, dibundarkan sekali kepada yang terdekat",
        id="{exact}, dibulatkan sekali ke yang terdekat",
        nl="{exact}, één keer afgerond op het dichtstbijzijnde",
        de="{exact}, einmal auf den nächsten Wert gerundet",
    ),
    "why.no_rule": Message(
        en="No rule gave anything for this.",
        ms="Tiada peraturan yang memberi apa-apa untuk ini.",
        id="Tidak ada aturan yang memberi apa pun untuk ini.",
        nl="Geen regel gaf hier iets voor.",
        de="Keine Regel gab dafür etwas.",
    ),
    "why.items": Message(
        en="By item", ms="Mengikut barang", id="Per barang", nl="Per artikel", de="Je Artikel"
    ),
    "why.item": Message(
        en="Item {n}", ms="Barang {n}", id="Barang ke-{n}", nl="Artikel {n}", de="Artikel {n}"
    ),
    "why.more_items": Message(
        en=Plural(one="{n} more item", other="{n} more items"),
        ms="{n} barang lagi",
        id="{n} barang lainnya",
        nl=Plural(one="nog {n} artikel", other="nog {n} artikelen"),
        de=Plural(one="{n} weiterer Artikel", other="{n} weitere Artikel"),
    ),
    "why.asked": Message(
        en="{asked} asked for, {available} could be spent.",
        ms="{asked} diminta, {available} boleh dibelanjakan.",
        id="{asked} diminta, {available} bisa dipakai.",
        nl="{asked} gevraagd, {available} te besteden.",
        de="{asked} verlangt, {available} waren verfügbar.",
    ),
    "lot.used": Message(
        en="Taken from", ms="Diambil daripada", id="Diambil dari", nl="Genomen van",
        de="Genommen von",
    ),
    "lot.into": Message(
        en="Put into", ms="Masuk ke dalam", id="Masuk ke", nl="Geboekt in", de="Gebucht in",
    ),
    "lot.fell_due": Message(
        en="Ended by then", ms="Sudah luput ketika itu", id="Sudah hangus saat itu",
        nl="Toen vervallen", de="Bis dahin verfallen",
    ),
    "lot.corrected": Message(
        en="Put right because this came late",
        ms="Dibetulkan kerana ini lewat diterima",
        id="Dibetulkan karena ini terlambat masuk",
        nl="Rechtgezet omdat dit later kwam",
        de="Berichtigt, weil dies später kam",
    ),
    "lot.of": Message(
        en="points of {month}, usable until {day}",
        ms="mata bulan {month}, boleh digunakan hingga {day}",
        id="poin bulan {month}, bisa dipakai sampai {day}",
        nl="punten van {month}, te gebruiken t/m {day}",
        de="Punkte vom {month}, nutzbar bis {day}",
    ),
    "lot.of_ever": Message(
        en="points of {month}, which never end",
        ms="mata bulan {month}, yang tiada luput",
        id="poin bulan {month}, yang tidak hangus",
        nl="punten van {month}, die nooit vervallen",
        de="Punkte vom {month}, die nie verfallen",
    ),
    "lot.debt": Message(
        en="below zero, to be repaid by the next points",
        ms="bawah sifar, akan dibayar oleh mata seterusnya",
        id="di bawah nol, akan dilunasi poin berikutnya",
        nl="onder nul, af te lossen door de volgende punten",
        de="unter null, von den nächsten Punkten auszugleichen",
    ),
    "move.earn": Message(
        en="earned {day}", ms="dikumpul {day}", id="diperoleh {day}", nl="gespaard {day}",
        de="gesammelt {day}",
    ),
    "move.earn_back": Message(
        en="earned less {day}", ms="kurang dikumpul {day}", id="perolehan berkurang {day}",
        nl="minder gespaard {day}", de="weniger gesammelt {day}",
    ),
    "move.spend": Message(
        en="spent {day}", ms="dibelanjakan {day}", id="dipakai {day}", nl="besteed {day}",
        de="eingelöst {day}",
    ),
    "move.spend_back": Message(
        en="spent {day}, given back to its lot", ms="dibelanjakan {day}, dipulangkan ke lotnya",
        id="dipakai {day}, dikembalikan ke lotnya", nl="besteed {day}, terug in de partij",
        de="eingelöst {day}, zurück in den Posten",
    ),
    "move.expire": Message(
        en="expired {day}", ms="luput {day}", id="hangus {day}", nl="vervallen {day}",
        de="verfallen {day}",
    ),
    "move.expire_back": Message(
        en="not expired {day} after all", ms="rupanya tidak luput {day}",
        id="ternyata tidak hangus {day}", nl="toch niet vervallen {day}",
        de="doch nicht verfallen {day}",
    ),
    "move.repay": Message(
        en="repaid what was below zero", ms="membayar baki bawah sifar",
        id="melunasi saldo di bawah nol", nl="afgelost wat onder nul stond",
        de="ausgeglichen, was unter null war",
    ),
    "move.repay_back": Message(
        en="not needed to repay after all", ms="rupanya tidak perlu untuk membayar",
        id="ternyata tidak perlu untuk melunasi", nl="toch niet nodig om af te lossen",
        de="doch nicht zum Ausgleich nötig",
    ),
    "doubt.title": Message(
        en="This does not add up",
        ms="Kiraan ini tidak sepadan",
        id="Hitungan ini tidak cocok",
        nl="Dit klopt niet",
        de="Das geht nicht auf",
    ),
    "doubt.text": Message(
        en="The points stand as posted; nothing was changed. Run setia verify and keep its answer.",
        ms="Mata kekal seperti yang dipos; tiada apa-apa diubah. Jalankan setia verify dan simpan "
        "jawapannya.",
        id="Poin tetap seperti yang dibukukan; tidak ada yang diubah. Jalankan setia verify dan "
        "simpan jawabannya.",
        nl="De punten blijven zoals geboekt; er is niets veranderd. Draai setia verify en bewaar "
        "het antwoord.",
        de="Die Punkte bleiben wie gebucht; nichts wurde geändert. Führen Sie setia verify aus und "
        "bewahren Sie die Antwort auf.",
    ),
    "doubt.unreadable": Message(
        en="The stored decision can't be read by its version.",
        ms="Keputusan yang disimpan tidak dapat dibaca oleh versinya.",
        id="Putusan yang tersimpan tidak bisa dibaca oleh versinya.",
        nl="De bewaarde beslissing is voor haar versie niet leesbaar.",
        de="Die gespeicherte Entscheidung ist für ihre Version nicht lesbar.",
    ),
    "doubt.rules": Message(
        en="The rules give {does}, the decision says {should}.",
        ms="Peraturan memberi {does}, keputusan menyatakan {should}.",
        id="Aturan memberi {does}, putusan menyebut {should}.",
        nl="De regels geven {does}, de beslissing zegt {should}.",
        de="Die Regeln geben {does}, die Entscheidung sagt {should}.",
    ),
    "doubt.rounding": Message(
        en="Worked out again the sum is {does}, the decision says {should}.",
        ms="Apabila dikira semula jumlahnya {does}, keputusan menyatakan {should}.",
        id="Setelah dihitung ulang jumlahnya {does}, putusan menyebut {should}.",
        nl="Opnieuw berekend is de som {does}, de beslissing zegt {should}.",
        de="Neu gerechnet ist die Summe {does}, die Entscheidung sagt {should}.",
    ),
    "doubt.posted": Message(
        en="Posted were {does}, decided were {should}.",
        ms="Yang dipos {does}, yang diputuskan {should}.",
        id="Yang dibukukan {does}, yang diputuskan {should}.",
        nl="Geboekt zijn er {does}, beslist {should}.",
        de="Gebucht sind {does}, entschieden {should}.",
    ),
    "doubt.lots": Message(
        en="The lots gave {does}, the spend was {should}.",
        ms="Lot memberi {does}, perbelanjaan ialah {should}.",
        id="Lot memberi {does}, pemakaiannya {should}.",
        nl="De partijen gaven {does}, besteed is {should}.",
        de="Die Posten gaben {does}, eingelöst wurden {should}.",
    ),
}  # fmt: skip
