"""The words of an explanation: how each rule came to its points, and what moved which lot.

Sums are written as a reader would check them by hand. The signs × = + − are the same everywhere.
"""

from typing import Final

from setia.platform.languages.message import Message, Plural, Words

EXPLANATION: Final[Words] = {
    "why.sum": Message(en="Sum", ms="Jumlah", id="Jumlah", nl="Som", de="Summe"),
    "why.per_whole": Message(
        en="{points} per whole {per} of {basis} = {exact}",
        ms="{points} bagi setiap {per} genap daripada {basis} = {exact}",
        id="{points} untuk setiap kelipatan {per} dari {basis} = {exact}",
        nl="{points} per hele {per} van {basis} = {exact}",
        de="{points} je {per} von {basis}, nur volle Schritte = {exact}",
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
        id="{points} untuk pembelian ini",
        nl="{points} voor deze aankoop",
        de="{points} für diesen Einkauf",
    ),
    "why.each_time": Message(
        en="{points} each time",
        ms="{points} setiap kali",
        id="{points} tiap kali",
        nl="{points} per keer",
        de="jeweils {points}",
    ),
    "why.step": Message(
        en="{points} from {start} on; {basis} here",
        ms="{points} bermula {start}; di sini {basis}",
        id="{points} mulai {start}; di sini {basis}",
        nl="{points} vanaf {start}; hier {basis}",
        de="{points} ab {start}; hier {basis}",
    ),
    "why.measured": Message(
        en="{value} ({what})", ms="{value} ({what})", id="{value} ({what})", nl="{value} ({what})",
        de="{value} ({what})",
    ),
    "why.outdone": Message(
        en="another of these rules gives more",
        ms="peraturan lain dalam kumpulan ini memberi lebih banyak",
        id="aturan lain dalam kelompok ini memberi lebih banyak",
        nl="een andere regel van deze groep geeft meer",
        de="eine andere Regel dieser Gruppe gibt mehr",
    ),
    "why.full": Message(
        en="the largest balance is reached", ms="had baki maksimum telah dicapai",
        id="batas saldo sudah tercapai", nl="het maximale saldo is bereikt",
        de="das Höchstguthaben ist erreicht",
    ),
    "why.resting": Message(
        en="gave points less than {wait} ago",
        ms="belum cukup {wait} sejak kali terakhir memberi mata",
        id="belum lewat {wait} sejak terakhir kali memberi poin",
        nl="gaf minder dan {wait} geleden al punten",
        de="hat innerhalb der Wartezeit ({wait}) schon Punkte gegeben",
    ),
    "why.times": Message(
        en="× {factor} on {on} = +{exact}",
        ms="× {factor} ke atas {on} = +{exact}",
        id="× {factor} dari {on} = +{exact}",
        nl="× {factor} over {on} = +{exact}",
        de="× {factor} auf {on} = +{exact}",
    ),
    "why.limited": Message(
        en="held back by the limit of {most}",
        ms="dihadkan kepada {most}",
        id="dibatasi maksimal {most}",
        nl="beperkt tot {most}",
        de="begrenzt auf {most}",
    ),
    "limit.points_event": Message(
        en="{n} at once", ms="{n} setiap kali", id="{n} tiap kali", nl="{n} per keer",
        de="{n} pro Vorgang",
    ),
    "limit.points_day": Message(
        en="{n} a day", ms="{n} sehari", id="{n} per hari", nl="{n} per dag", de="{n} pro Tag",
    ),
    "limit.points_week": Message(
        en="{n} a week", ms="{n} seminggu", id="{n} per minggu", nl="{n} per week",
        de="{n} pro Woche",
    ),
    "limit.points_month": Message(
        en="{n} a month", ms="{n} sebulan", id="{n} per bulan", nl="{n} per maand",
        de="{n} pro Monat",
    ),
    "limit.points_year": Message(
        en="{n} a year", ms="{n} setahun", id="{n} per tahun", nl="{n} per jaar", de="{n} pro Jahr",
    ),
    "limit.points_ever": Message(
        en="{n} in all", ms="{n} keseluruhannya", id="{n} secara keseluruhan",
        nl="{n} in totaal", de="{n} insgesamt",
    ),
    "limit.times_day": Message(
        en=Plural(one="{n} time a day", other="{n} times a day"), ms="{n} kali sehari",
        id="{n} kali per hari", nl="{n} keer per dag",
        de="{n}-mal pro Tag",
    ),
    "limit.times_week": Message(
        en=Plural(one="{n} time a week", other="{n} times a week"), ms="{n} kali seminggu",
        id="{n} kali per minggu", nl="{n} keer per week",
        de="{n}-mal pro Woche",
    ),
    "limit.times_month": Message(
        en=Plural(one="{n} time a month", other="{n} times a month"), ms="{n} kali sebulan",
        id="{n} kali per bulan", nl="{n} keer per maand",
        de="{n}-mal pro Monat",
    ),
    "limit.times_year": Message(
        en=Plural(one="{n} time a year", other="{n} times a year"), ms="{n} kali setahun",
        id="{n} kali per tahun", nl="{n} keer per jaar",
        de="{n}-mal pro Jahr",
    ),
    "limit.times_ever": Message(
        en=Plural(one="{n} time in all", other="{n} times in all"),
        ms="{n} kali sahaja", id="{n} kali saja",
        nl="{n} keer in totaal", de="{n}-mal insgesamt",
    ),
    "why.no_budget": Message(
        en="the budget is used up",
        ms="bajet sudah habis",
        id="anggarannya sudah habis",
        nl="het budget is op",
        de="das Budget ist aufgebraucht",
    ),
    "why.whole_points": Message(
        en="whole points only, since they count towards a limit or a budget",
        ms="nombor bulat sahaja, kerana mata ini dikira dalam had atau bajet",
        id="hanya poin bulat, karena dihitung terhadap batas atau anggaran",
        nl="alleen hele punten, want ze tellen mee voor een grens of een budget",
        de="nur ganze Punkte, denn sie zählen für eine Grenze oder ein Budget",
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
        ms="{exact}, dibundarkan ke bawah, sekali sahaja",
        id="{exact}, dibulatkan ke bawah satu kali",
        nl="{exact}, één keer naar beneden afgerond",
        de="{exact}, einmal abgerundet",
    ),
    "why.rounded_nearest": Message(
        en="{exact}, rounded once to the nearest whole point",
        ms="{exact}, dibundarkan kepada nombor bulat terdekat, sekali sahaja",
        id="{exact}, dibulatkan satu kali ke bilangan bulat terdekat",
        nl="{exact}, één keer afgerond op het dichtstbijzijnde hele punt",
        de="{exact}, einmal auf den nächsten ganzen Punkt gerundet",
    ),
    "why.no_rule": Message(
        en="No rule gave anything for this.",
        ms="Tiada peraturan yang memberi apa-apa untuk ini.",
        id="Tidak ada aturan yang memberi poin untuk kejadian ini.",
        nl="Geen regel gaf hier iets voor.",
        de="Dafür gab keine Regel Punkte.",
    ),
    "why.nothing_waited": Message(
        en="No points were waiting for this.",
        ms="Tiada mata yang menunggu pengaktifan ini.",
        id="Tidak ada poin yang menunggu pencairan ini.",
        nl="Er wachtten geen punten op deze vrijgave.",
        de="Auf diese Freigabe warteten keine Punkte.",
    ),
    "missed.title": Message(
        en="Why not more", ms="Mengapa mata tidak lebih banyak", id="Mengapa tidak lebih banyak",
        nl="Waarom niet meer", de="Warum nicht mehr",
    ),
    "missed.condition": Message(
        en="only when {clause}", ms="hanya apabila {clause}", id="hanya jika {clause}",
        nl="alleen als {clause}", de="nur wenn {clause}",
    ),
    "missed.absent": Message(
        en="nothing is said of {fields}", ms="tiada maklumat tentang {fields}",
        id="tidak ada keterangan tentang {fields}", nl="over {fields} is niets bekend",
        de="es fehlt eine Angabe: {fields}",
    ),
    "missed.nothing": Message(
        en="there is nothing to count here", ms="tiada apa-apa untuk dikira di sini",
        id="tidak ada yang bisa dihitung di sini", nl="hier valt niets te tellen",
        de="hier gibt es nichts zu zählen",
    ),
    "missed.group": Message(
        en="another rule of its group gave",
        ms="peraturan lain dalam kumpulannya telah memberi mata",
        id="aturan lain di kelompoknya sudah memberi poin",
        nl="een andere regel van de groep gaf al punten",
        de="eine andere Regel der Gruppe gab schon Punkte",
    ),
    "missed.exclusive": Message(
        en="another rule excludes it", ms="tidak boleh digabung dengan peraturan lain",
        id="tidak dapat digabung dengan aturan lain", nl="een andere regel sluit deze uit",
        de="eine andere Regel schließt sie aus",
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
        ms="{asked} diminta, {available} boleh digunakan.",
        id="{asked} diminta, {available} bisa dipakai.",
        nl="{asked} gevraagd, {available} te besteden.",
        de="{asked} angefordert, {available} verfügbar.",
    ),
    "doubt.title": Message(
        en="This does not add up",
        ms="Kiraan ini tidak sepadan",
        id="Perhitungan ini tidak cocok",
        nl="Dit klopt niet",
        de="Das geht nicht auf",
    ),
    "doubt.text": Message(
        en="The points stand as posted; nothing was changed. Run setia verify and keep its answer.",
        ms="Mata kekal seperti yang dicatat dalam lejar; tiada apa-apa diubah. Jalankan setia "
        "verify dan simpan jawapannya.",
        id="Poin tetap seperti yang dibukukan; tidak ada yang diubah. Jalankan setia verify dan "
        "simpan hasilnya.",
        nl="De punten blijven zoals geboekt; er is niets veranderd. Voer setia verify uit en "
        "bewaar de uitvoer.",
        de="Die Punkte bleiben wie gebucht; nichts wurde geändert. Führen Sie setia verify aus und "
        "speichern Sie die Ausgabe.",
    ),
    "doubt.unreadable": Message(
        en="The stored decision can't be read by the version that made it.",
        ms="Keputusan yang disimpan tidak dapat dibaca dengan versi program yang membuatnya.",
        id="Putusan yang tersimpan tidak bisa dibaca dengan versi program yang memutuskannya.",
        nl="De vastgelegde beslissing is niet leesbaar voor de versie waarmee ze genomen is.",
        de="Die gespeicherte Entscheidung ist für die Version, mit der sie getroffen wurde, nicht "
        "lesbar.",
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
        ms="Yang dicatat {does}, yang diputuskan {should}.",
        id="Yang dibukukan {does}, yang diputuskan {should}.",
        nl="Geboekt: {does}; volgens de beslissing: {should}.",
        de="Gebucht sind {does}, entschieden {should}.",
    ),
    "doubt.lots": Message(
        en="The lots gave {does}, the spend was {should}.",
        ms="Lot memberi {does}, mata yang digunakan ialah {should}.",
        id="Lot memberi {does}, pemakaiannya {should}.",
        nl="Uit de partijen is {does} afgeboekt, besteed is {should}.",
        de="Aus den Posten abgebucht: {does}, eingelöst: {should}.",
    ),
}  # fmt: skip
