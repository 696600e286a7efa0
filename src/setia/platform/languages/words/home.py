"""The words of the home page: figures with their periods, tiers, and the state of the ledger.

Every figure says over which days it counts and what it is compared with.
"""

from typing import Final

from setia.platform.languages.message import Message, Plural, Words

HOME: Final[Words] = {
    "home.period": Message(
        en="Last 30 days ({first} to {last}), compared with the 30 days before",
        ms="30 hari terakhir ({first} hingga {last}), berbanding 30 hari sebelumnya",
        id="30 hari terakhir ({first} sampai {last}), dibandingkan dengan 30 hari sebelumnya",
        nl="Laatste 30 dagen ({first} t/m {last}), vergeleken met de 30 dagen ervoor",
        de="Letzte 30 Tage ({first} bis {last}), verglichen mit den 30 Tagen davor",
    ),
    "home.figures": Message(
        en="Figures", ms="Angka utama", id="Angka-angka", nl="Cijfers", de="Zahlen"
    ),
    "home.members": Message(en="Members", ms="Ahli", id="Anggota", nl="Leden", de="Mitglieder"),
    "home.events": Message(
        en="Events", ms="Peristiwa", id="Aktivitas", nl="Gebeurtenissen", de="Ereignisse"
    ),
    "home.issued": Message(
        en="{unit} issued",
        ms="{unit} diberikan",
        id="{unit} diterbitkan",
        nl="{unit} verstrekt",
        de="{unit} vergeben",
    ),
    "home.spent": Message(
        en="{unit} spent",
        ms="{unit} digunakan",
        id="{unit} dipakai",
        nl="{unit} besteed",
        de="{unit} eingelöst",
    ),
    "home.expired": Message(
        en="{unit} expired",
        ms="{unit} luput",
        id="{unit} hangus",
        nl="{unit} vervallen",
        de="{unit} verfallen",
    ),
    "home.outstanding": Message(
        en="{unit} outstanding",
        ms="{unit} belum digunakan",
        id="{unit} belum terpakai",
        nl="{unit} uitstaand",
        de="{unit} offen",
    ),
    "home.in_30_days": Message(
        en="in 30 days",
        ms="dalam 30 hari terakhir",
        id="dalam 30 hari",
        nl="in 30 dagen",
        de="in 30 Tagen",
    ),
    "home.today": Message(en="now", ms="sekarang", id="saat ini", nl="nu", de="jetzt"),
    "home.up": Message(
        en="up {percent}",
        ms="naik {percent}",
        id="naik {percent}",
        nl="{percent} meer",
        de="{percent} mehr",
    ),
    "home.down": Message(
        en="down {percent}",
        ms="turun {percent}",
        id="turun {percent}",
        nl="{percent} minder",
        de="{percent} weniger",
    ),
    "home.level": Message(
        en="no change", ms="tidak berubah", id="tetap", nl="gelijk", de="unverändert"
    ),
    "home.before": Message(
        en="{n} before",
        ms="{n} sebelumnya",
        id="{n} sebelumnya",
        nl="daarvoor: {n}",
        de="{n} davor",
    ),
    "home.ago": Message(
        en="30 days ago: {n}",
        ms="30 hari lalu: {n}",
        id="30 hari yang lalu: {n}",
        nl="30 dagen geleden: {n}",
        de="vor 30 Tagen: {n}",
    ),
    "home.none_before": Message(
        en="none before",
        ms="tiada sebelumnya",
        id="belum ada sebelumnya",
        nl="daarvoor: geen",
        de="keine davor",
    ),
    "home.in_all": Message(
        en="{n} in all",
        ms="{n} keseluruhannya",
        id="{n} seluruhnya",
        nl="{n} in totaal",
        de="{n} insgesamt",
    ),
    "home.joined": Message(
        en="{n} joined in 30 days, {before} in the 30 before",
        ms="{n} menyertai dalam 30 hari terakhir, {before} dalam 30 hari sebelumnya",
        id="{n} bergabung dalam 30 hari, {before} dalam 30 hari sebelumnya",
        nl="{n} erbij in 30 dagen, {before} in de 30 ervoor",
        de="{n} neu in 30 Tagen, {before} in den 30 davor",
    ),
    "home.not_counted": Message(
        en="not counted yet",
        ms="belum dikira",
        id="belum dihitung",
        nl="nog niet geteld",
        de="noch nicht gezählt",
    ),
    "home.details": Message(
        en="How it is counted",
        ms="Cara dikira",
        id="Cara menghitungnya",
        nl="Hoe dit geteld is",
        de="So wird gezählt",
    ),
    "home.how_members": Message(
        en="Everyone who has joined, without those who were erased, counted at {time}.",
        ms="Semua yang telah menyertai, tidak termasuk yang telah dipadamkan, dikira pada {time}.",
        id="Semua yang sudah bergabung, kecuali yang sudah dihapus, dihitung pada pukul {time}.",
        nl="Iedereen die lid is geworden, behalve wie gewist is, geteld om {time}.",
        de="Alle, die beigetreten sind, ohne gelöschte Mitglieder, gezählt um {time}.",
    ),
    "home.how_events": Message(
        en="Everything told to the ledger, by the day on which it happened: purchases, spends, "
        "also those refused.",
        ms="Semua yang disampaikan kepada lejar, mengikut hari ia berlaku: pembelian dan "
        "penggunaan mata, termasuk yang tidak diluluskan.",
        id="Semua yang dilaporkan ke buku besar, menurut hari terjadinya: pembelian dan pemakaian "
        "poin, termasuk yang ditolak.",
        nl="Alles wat aan het grootboek is gemeld, op de dag waarop het gebeurde: aankopen en "
        "bestedingen, ook geweigerde.",
        de="Alles, was dem Hauptbuch gemeldet wurde, am Tag, an dem es geschah: Einkäufe und "
        "Einlösungen, auch abgelehnte.",
    ),
    "home.how_issued": Message(
        en="Points given by rules, by the day on which they were earned. A late purchase counts on "
        "its own day. What a return takes back is taken off on the day of the return.",
        ms="Mata yang diberikan oleh peraturan, mengikut hari ia dikumpul. Pembelian yang lewat "
        "diterima dikira pada hari pembelian itu dibuat. Mata yang ditarik balik ditolak pada hari "
        "pemulangan.",
        id="Poin yang diberikan aturan, menurut hari diperolehnya. Pembelian yang terlambat "
        "dilaporkan dihitung pada harinya sendiri. Poin yang ditarik kembali dikurangkan pada hari "
        "pengembalian.",
        nl="Punten die de regels gaven, op de dag waarop ze gespaard zijn. Een aankoop die later "
        "binnenkomt, telt op de dag van de aankoop zelf. Wat bij een retour wordt teruggenomen, "
        "gaat er op de dag van de retour af.",
        de="Punkte, die nach den Regeln vergeben wurden, am Tag, an dem sie gesammelt wurden. Ein "
        "Einkauf, der später eingeht, zählt am Tag des Einkaufs. Was eine Rückgabe zurücknimmt, "
        "wird am Tag der Rückgabe abgezogen.",
    ),
    "home.how_spent": Message(
        en="Points that members gave for something, by the day on which they did.",
        ms="Mata yang ahli gunakan untuk sesuatu, mengikut hari ia digunakan.",
        id="Poin yang dipakai anggota, menurut hari pemakaiannya.",
        nl="Punten die leden hebben besteed, op de dag waarop ze dat deden.",
        de="Punkte, die Mitglieder eingelöst haben, am Tag der Einlösung.",
    ),
    "home.how_expired": Message(
        en="Points that ended unspent, by the day on which they ended.",
        ms="Mata yang luput tanpa digunakan, mengikut hari ia luput.",
        id="Poin yang hangus karena tidak dipakai, menurut hari hangusnya.",
        nl="Punten die niet besteed zijn en vervielen, op de dag waarop ze vervielen.",
        de="Punkte, die ungenutzt verfielen, am Tag des Verfalls.",
    ),
    "home.how_outstanding": Message(
        en="Issued, less spent, less expired: {issued} − {spent} − {expired} = {left}.",
        ms="Diberikan, tolak digunakan, tolak luput: {issued} − {spent} − {expired} = {left}.",
        id="Diterbitkan, dikurangi yang dipakai dan yang hangus: "
        "{issued} − {spent} − {expired} = {left}.",
        nl="Verstrekt, min besteed, min vervallen: {issued} − {spent} − {expired} = {left}.",
        de="Vergeben, weniger eingelöst, weniger verfallen: "
        "{issued} − {spent} − {expired} = {left}.",
    ),
    "home.how_written_off": Message(
        en="Written off with returns, of points already spent: {points}.",
        ms="Dihapus kira semasa pemulangan, daripada mata yang sudah digunakan: {points}.",
        id="Dihapusbukukan saat pengembalian, dari poin yang sudah dipakai: {points}.",
        nl="Bij retouren kwijtgescholden, van al bestede punten: {points}.",
        de="Bei Rückgaben erlassen, von bereits eingelösten Punkten: {points}.",
    ),
    "home.how_opened": Message(
        en="Balances brought along: {points}.",
        ms="Baki yang dibawa masuk: {points}.",
        id="Saldo yang dibawa masuk: {points}.",
        nl="Meegebrachte saldi: {points}.",
        de="Mitgebrachte Guthaben: {points}.",
    ),
    "home.how_adjusted": Message(
        en="Adjusted by hand: {points}.",
        ms="Dilaraskan secara manual: {points}.",
        id="Disesuaikan secara manual: {points}.",
        nl="Handmatig gecorrigeerd: {points}.",
        de="Von Hand korrigiert: {points}.",
    ),
    "home.how_left": Message(
        en="Together that is {left}.",
        ms="Jumlahnya {left}.",
        id="Totalnya {left}.",
        nl="Samen is dat {left}.",
        de="Zusammen sind das {left}.",
    ),
    "home.how_donated": Message(
        en="Donated: {points}.",
        ms="Didermakan: {points}.",
        id="Didonasikan: {points}.",
        nl="Gedoneerd: {points}.",
        de="Gespendet: {points}.",
    ),
    "home.how_converted": Message(
        en="Converted from and into other points: {points}.",
        ms="Ditukar daripada dan kepada mata lain: {points}.",
        id="Konversi dari dan ke poin lain: {points}.",
        nl="Omgezet van en naar andere punten: {points}.",
        de="Aus anderen Punkten und in andere umgewandelt: {points}.",
    ),
    "home.how_pending": Message(
        en="Of these, {pending} are still pending.",
        ms="Daripada jumlah ini, {pending} belum boleh guna.",
        id="Dari jumlah ini, {pending} belum cair.",
        nl="Daarvan {pending} nog niet vrijgegeven.",
        de="Davon {pending} noch nicht freigegeben.",
    ),
    "home.chart_days": Message(
        en="Each bar is a day; the coloured ones are the last 30.",
        ms="Setiap bar ialah satu hari; yang berwarna ialah 30 hari terakhir.",
        id="Setiap batang adalah satu hari; yang berwarna adalah 30 hari terakhir.",
        nl="Elke balk is een dag; de gekleurde zijn de laatste 30.",
        de="Jeder Balken ist ein Tag; die farbigen sind die letzten 30.",
    ),
    "home.days": Message(en="Days", ms="Hari", id="Hari", nl="Dagen", de="Tage"),
    "home.from_to": Message(
        en="{first} to {last}",
        ms="{first} hingga {last}",
        id="{first} sampai {last}",
        nl="{first} t/m {last}",
        de="{first} bis {last}",
    ),
    "tiers.title": Message(en="Tiers", ms="Peringkat", id="Tingkat", nl="Niveaus", de="Stufen"),
    "tiers.as_of": Message(
        en="Members by tier, counted {day} at {time}.",
        ms="Ahli mengikut peringkat, dikira pada {day}, {time}.",
        id="Anggota menurut tingkat, dihitung {day} pukul {time}.",
        nl="Leden per niveau, geteld op {day} om {time}.",
        de="Mitglieder nach Stufe, gezählt am {day} um {time}.",
    ),
    "tiers.none": Message(
        en="Members are counted by the worker, which setia up starts.",
        ms="Belum dikira. Bilangan ahli dikira oleh proses latar yang dimulakan oleh setia up.",
        id="Anggota dihitung oleh proses latar yang dimulai oleh setia up.",
        nl="Het achtergrondproces telt de leden; start het met setia up.",
        de="Mitglieder zählt der Hintergrundprozess, den setia up startet.",
    ),
    "ledger.title": Message(
        en="The ledger", ms="Lejar", id="Buku besar", nl="Het grootboek", de="Das Hauptbuch"
    ),
    "ledger.sealed": Message(
        en="Sealed", ms="Sudah dimeterai", id="Sudah disegel", nl="Verzegeld", de="Versiegelt"
    ),
    "ledger.entries": Message(
        en=Plural(one="{n} entry", other="{n} entries"),
        ms="{n} catatan",
        id="{n} entri",
        nl=Plural(one="{n} grootboekregel", other="{n} grootboekregels"),
        de=Plural(one="{n} Eintrag", other="{n} Einträge"),
    ),
    "ledger.at_least": Message(
        en="{n} or more entries",
        ms="{n} catatan atau lebih",
        id="{n} entri atau lebih",
        nl="{n} of meer grootboekregels",
        de="{n} oder mehr Einträge",
    ),
    "ledger.waiting": Message(
        en="Waiting for the seal",
        ms="Menunggu meterai",
        id="Menunggu segel",
        nl="Wacht op verzegeling",
        de="Wartet auf das Siegel",
    ),
    "ledger.nothing": Message(en="nothing", ms="tiada", id="tidak ada", nl="niets", de="nichts"),
    "ledger.last": Message(
        en="Last sealed",
        ms="Kali terakhir dimeterai",
        id="Terakhir disegel",
        nl="Laatst verzegeld",
        de="Zuletzt versiegelt",
    ),
    "ledger.counted": Message(
        en="In the figures above",
        ms="Dalam angka di atas",
        id="Sudah masuk angka di atas",
        nl="In de cijfers hierboven",
        de="In den Zahlen oben",
    ),
    "ledger.all": Message(en="all of them", ms="kesemuanya", id="semuanya", nl="alle", de="alle"),
    "ledger.behind": Message(
        en="all but the last {n}",
        ms="semua kecuali {n} yang terakhir",
        id="semua kecuali {n} terakhir",
        nl="alle, op de laatste {n} na",
        de="alle bis auf die letzten {n}",
    ),
    "ledger.verify": Message(
        en="To prove every balance from the first event on, run:",
        ms="Untuk membuktikan setiap baki, dengan kiraan dari peristiwa pertama, jalankan:",
        id="Untuk membuktikan setiap saldo sejak kejadian pertama, jalankan:",
        nl="Om elk saldo vanaf de eerste gebeurtenis te bewijzen:",
        de="Um jedes Guthaben vom ersten Ereignis an nachzuweisen:",
    ),
    "lost.title": Message(
        en="An entry of the ledger is gone",
        ms="Satu catatan lejar telah hilang",
        id="Satu entri buku besar hilang",
        nl="Er ontbreekt een grootboekregel",
        de="Ein Eintrag des Hauptbuchs fehlt",
    ),
    "lost.text": Message(
        en="Position {position} names an event that is not there any more. Somebody removed it; "
        "nothing here did. To find out more, run:",
        ms="Kedudukan {position} menyebut peristiwa yang sudah tiada. Ia dibuang oleh seseorang, "
        "bukan oleh halaman ini. Untuk mengetahui lebih lanjut, jalankan:",
        id="Posisi {position} menyebut kejadian yang sudah tidak ada. Kejadian itu dihapus oleh "
        "seseorang, bukan oleh halaman ini. Untuk mengetahui lebih lanjut, jalankan:",
        nl="Positie {position} verwijst naar een gebeurtenis die er niet meer is. Die is "
        "verwijderd, maar niet door deze pagina. Meer weten:",
        de="Position {position} verweist auf ein Ereignis, das es nicht mehr gibt. Es wurde "
        "entfernt, aber nicht durch diese Seite. Mehr erfahren Sie mit:",
    ),
    "empty.title": Message(
        en="Nothing is here yet",
        ms="Belum ada apa-apa di sini",
        id="Di sini belum ada apa-apa",
        nl="Hier is nog niets",
        de="Hier ist noch nichts",
    ),
    "empty.text": Message(
        en="This page shows how a loyalty program is doing: its members, the points it issues, and "
        "each purchase as it comes in. To see it with two years of a coffee chain, run:",
        ms="Halaman ini menunjukkan prestasi program kesetiaan: ahlinya, mata yang diberikan, dan "
        "setiap pembelian sebaik sahaja diterima. Untuk melihatnya dengan data dua tahun sebuah "
        "rangkaian kedai kopi, jalankan:",
        id="Halaman ini memperlihatkan keadaan program loyalitas: anggotanya, poin yang "
        "diterbitkan, dan setiap pembelian begitu masuk. Untuk melihatnya dengan data dua tahun "
        "sebuah jaringan kedai kopi, jalankan:",
        nl="Deze pagina laat zien hoe het met een spaarprogramma gaat: de leden, de punten en elke "
        "aankoop zodra die binnenkomt. Probeer het met twee jaar aankopen van een koffieketen:",
        de="Diese Seite zeigt, wie es um ein Treueprogramm steht: Mitglieder, Punkte und jeden "
        "Einkauf, sobald er eingeht. Zum Ausprobieren mit zwei Jahren Einkäufen einer Kaffeekette:",
    ),
    "empty.no_events": Message(
        en="The program is in force, and nobody has bought anything yet. Bring purchases in with:",
        ms="Program sudah berkuat kuasa, tetapi belum ada sesiapa yang membeli. Masukkan pembelian "
        "dengan:",
        id="Program sudah berlaku, tetapi belum ada yang berbelanja. Masukkan pembelian dengan:",
        nl="Het spaarprogramma is actief, maar nog niemand heeft iets gekocht. Voer aankopen in "
        "met:",
        de="Das Treueprogramm ist aktiv, aber noch hat niemand etwas gekauft. So erfassen Sie "
        "Einkäufe:",
    ),
}
