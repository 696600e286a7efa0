"""The words for the parts of a program document: what each is called, and what each key says.

A part is named before a colon, or told as new; a key is a noun with its article, in the singular,
for it stands before one verb for all of them.
"""

from typing import Final

from setia.platform.languages.message import Message, Words

PARTS: Final[Words] = {
    # Parts that there are.
    "thing.rule": Message(
        en="Rule {name}", ms="Peraturan {name}", id="Aturan {name}", nl="Regel {name}",
        de="Regel {name}",
    ),
    "thing.wallet": Message(
        en="Wallet {name}", ms="Dompet mata {name}", id="Dompet poin {name}",
        nl="Puntenrekening {name}", de="Punktekonto {name}",
    ),
    "thing.event": Message(
        en="Event {name}", ms="Peristiwa {name}", id="Kejadian {name}", nl="Gebeurtenis {name}",
        de="Ereignis {name}",
    ),
    "thing.attribute": Message(
        en="Attribute {name} ({kind})", ms="Butiran {name} ({kind})", id="Atribut {name} ({kind})",
        nl="Kenmerk {name} ({kind})", de="Merkmal {name} ({kind})",
    ),
    "thing.item": Message(
        en="Item attribute {name} ({kind})", ms="Butiran barang {name} ({kind})",
        id="Atribut barang {name} ({kind})", nl="Artikelkenmerk {name} ({kind})",
        de="Artikelmerkmal {name} ({kind})",
    ),
    "thing.member": Message(
        en="Member attribute {name}", ms="Butiran ahli {name}", id="Atribut anggota {name}",
        nl="Lidkenmerk {name}", de="Mitgliedsmerkmal {name}",
    ),
    "thing.store": Message(
        en="Store attribute {name}", ms="Butiran kedai {name}", id="Atribut toko {name}",
        nl="Winkelkenmerk {name}", de="Filialmerkmal {name}",
    ),
    "thing.product": Message(
        en="Product attribute {name}", ms="Butiran produk {name}", id="Atribut produk {name}",
        nl="Productkenmerk {name}", de="Produktmerkmal {name}",
    ),
    "thing.counter": Message(
        en="Counter {name}", ms="Pembilang {name}", id="Penghitung {name}", nl="Teller {name}",
        de="Zähler {name}",
    ),
    "thing.budget": Message(
        en="Budget {name}", ms="Bajet {name}", id="Anggaran {name}", nl="Budget {name}",
        de="Budget {name}",
    ),
    "thing.list": Message(
        en="List {name}", ms="Senarai {name}", id="Daftar {name}", nl="Lijst {name}",
        de="Liste {name}",
    ),
    "thing.tiers": Message(
        en="Tiers {name}", ms="Set peringkat {name}", id="Kumpulan tingkat {name}",
        nl="Niveaus {name}", de="Stufen {name}",
    ),
    "thing.level": Message(
        en="Level {name}", ms="Peringkat {name}", id="Tingkat {name}", nl="Niveau {name}",
        de="Stufe {name}",
    ),
    "thing.group": Message(
        en="Group {name}",
        ms="Kumpulan peraturan {name}",
        id="Kelompok aturan {name}",
        nl="Regelgroep {name}",
        de="Regelgruppe {name}",
    ),
    "thing.test": Message(
        en="Test {name}",
        ms="Senario {name}",
        id="Skenario {name}",
        nl="Scenario {name}",
        de="Szenario {name}",
    ),
    "thing.other": Message(
        en="Entry {name}", ms="Entri {name}", id="Isian {name}", nl="Onderdeel {name}",
        de="Eintrag {name}",
    ),
    # Parts that are new.
    "new.rule": Message(
        en="New rule {name}", ms="Peraturan baharu {name}", id="Aturan baru {name}",
        nl="Nieuwe regel {name}", de="Neue Regel {name}",
    ),
    "new.wallet": Message(
        en="New wallet {name}", ms="Dompet mata baharu {name}", id="Dompet poin baru {name}",
        nl="Nieuwe puntenrekening {name}", de="Neues Punktekonto {name}",
    ),
    "new.event": Message(
        en="New event {name}", ms="Peristiwa baharu {name}", id="Kejadian baru {name}",
        nl="Nieuwe gebeurtenis {name}", de="Neues Ereignis {name}",
    ),
    "new.attribute": Message(
        en="New attribute {name} ({kind})", ms="Butiran baharu {name} ({kind})",
        id="Atribut baru {name} ({kind})", nl="Nieuw kenmerk {name} ({kind})",
        de="Neues Merkmal {name} ({kind})",
    ),
    "new.item": Message(
        en="New item attribute {name} ({kind})", ms="Butiran barang baharu {name} ({kind})",
        id="Atribut barang baru {name} ({kind})", nl="Nieuw artikelkenmerk {name} ({kind})",
        de="Neues Artikelmerkmal {name} ({kind})",
    ),
    "new.member": Message(
        en="New member attribute {name}", ms="Butiran ahli baharu {name}",
        id="Atribut anggota baru {name}", nl="Nieuw lidkenmerk {name}",
        de="Neues Mitgliedsmerkmal {name}",
    ),
    "new.store": Message(
        en="New store attribute {name}", ms="Butiran kedai baharu {name}",
        id="Atribut toko baru {name}", nl="Nieuw winkelkenmerk {name}",
        de="Neues Filialmerkmal {name}",
    ),
    "new.product": Message(
        en="New product attribute {name}", ms="Butiran produk baharu {name}",
        id="Atribut produk baru {name}", nl="Nieuw productkenmerk {name}",
        de="Neues Produktmerkmal {name}",
    ),
    "new.counter": Message(
        en="New counter {name}", ms="Pembilang baharu {name}", id="Penghitung baru {name}",
        nl="Nieuwe teller {name}", de="Neuer Zähler {name}",
    ),
    "new.budget": Message(
        en="New budget {name}", ms="Bajet baharu {name}", id="Anggaran baru {name}",
        nl="Nieuw budget {name}", de="Neues Budget {name}",
    ),
    "new.list": Message(
        en="New list {name}", ms="Senarai baharu {name}", id="Daftar baru {name}",
        nl="Nieuwe lijst {name}", de="Neue Liste {name}",
    ),
    "new.tiers": Message(
        en="New tiers {name}", ms="Set peringkat baharu {name}", id="Kumpulan tingkat baru {name}",
        nl="Nieuwe niveaus {name}", de="Neue Stufen {name}",
    ),
    "new.level": Message(
        en="New level {name}", ms="Peringkat baharu {name}", id="Tingkat baru {name}",
        nl="Nieuw niveau {name}", de="Neue Stufe {name}",
    ),
    "new.group": Message(
        en="New group {name}",
        ms="Kumpulan peraturan baharu {name}",
        id="Kelompok aturan baru {name}",
        nl="Nieuwe regelgroep {name}", de="Neue Regelgruppe {name}",
    ),
    "new.test": Message(
        en="New test {name}", ms="Senario baharu {name}", id="Skenario baru {name}",
        nl="Nieuw scenario {name}", de="Neues Szenario {name}",
    ),
    "new.other": Message(
        en="New entry {name}", ms="Entri baharu {name}", id="Isian baru {name}",
        nl="Nieuw onderdeel {name}", de="Neuer Eintrag {name}",
    ),
    # The document itself.
    "key.setia": Message(
        en="the form of the document", ms="format dokumen", id="versi format dokumen",
        nl="de vorm van het document", de="die Form des Dokuments",
    ),
    "key.program": Message(
        en="the program's id", ms="ID program kesetiaan", id="ID program loyalitas",
        nl="de id van het spaarprogramma", de="die Kennung des Treueprogramms",
    ),
    "key.name": Message(en="the name", ms="nama", id="namanya", nl="de naam", de="der Name"),
    "key.currencies": Message(
        en="the other currencies", ms="mata wang lain", id="mata uang lain",
        nl="de lijst met andere valuta's", de="die Liste weiterer Währungen",
    ),
    "key.currency": Message(
        en="the currency", ms="mata wang", id="mata uang", nl="de valuta", de="die Währung",
    ),
    "key.time_zone": Message(
        en="the time zone", ms="zon waktu", id="zona waktu", nl="de tijdzone", de="die Zeitzone",
    ),
    "key.other": Message(
        en="the entry {name}", ms="entri {name}", id="isian {name}", nl="het onderdeel {name}",
        de="der Eintrag {name}",
    ),
    # Wallets.
    "key.value": Message(
        en="the worth of one point", ms="nilai satu mata", id="nilai satu poin",
        nl="de waarde van één punt", de="der Wert eines Punktes",
    ),
    "key.most_held": Message(
        en="the largest balance", ms="baki maksimum", id="batas saldo", nl="het maximale saldo",
        de="das Höchstguthaben",
    ),
    "key.funder": Message(
        en="the funder",
        ms="pembiaya",
        id="penyandang dana",
        nl="de financier",
        de="der Kostenträger",
    ),
    "key.expires_for": Message(
        en="the expiry for a level", ms="tarikh luput mata mengikut peringkat",
        id="tanggal hangus poin per tingkat", nl="de vervaltermijn per niveau",
        de="die Verfallsfrist je Stufe",
    ),
    "key.cost": Message(
        en="the expected cost of one point", ms="anggaran kos satu mata",
        id="perkiraan biaya satu poin", nl="de verwachte kostprijs van één punt",
        de="der Kostenansatz für einen Punkt",
    ),
    # Events and attributes.
    "key.basis": Message(
        en="the basis for points", ms="asas kiraan mata", id="dasar perhitungan poin",
        nl="de grondslag voor punten", de="die Bemessungsgrundlage für Punkte",
    ),
    "key.type": Message(
        en="the type", ms="jenis data", id="tipe data", nl="het type", de="der Typ",
    ),
    "key.one_of": Message(
        en="the list of choices", ms="senarai pilihan", id="daftar pilihan", nl="de keuzelijst",
        de="die Auswahlliste",
    ),
    "key.least": Message(
        en="the smallest value", ms="nilai terkecil", id="nilai minimum", nl="de kleinste waarde",
        de="der kleinste Wert",
    ),
    "key.most": Message(
        en="the largest value", ms="nilai terbesar", id="nilai maksimum", nl="de grootste waarde",
        de="der größte Wert",
    ),
    "key.decimals": Message(
        en="the number of decimals", ms="bilangan tempat perpuluhan", id="jumlah angka desimal",
        nl="het aantal decimalen", de="die Zahl der Nachkommastellen",
    ),
    "key.default": Message(
        en="the value when none is given", ms="nilai jika tidak dinyatakan",
        id="nilai bila tidak diisi", nl="de standaardwaarde", de="der Standardwert",
    ),
    # Counters.
    "key.count": Message(
        en="what is counted", ms="peristiwa yang dibilang", id="kejadian yang dihitung",
        nl="de getelde gebeurtenis", de="das gezählte Ereignis",
    ),
    "key.total": Message(
        en="the sum that is kept", ms="jumlah yang dikira", id="jumlah yang dihitung",
        nl="de som die wordt bijgehouden", de="die geführte Summe",
    ),
    "key.counted_wallet": Message(
        en="the wallet whose points are counted", ms="dompet mata yang dikira",
        id="dompet poin yang dihitung", nl="de getelde puntenrekening",
        de="das gezählte Punktekonto",
    ),
    "key.window": Message(
        en="the window", ms="tempoh dikira", id="periode hitung", nl="het tijdvenster",
        de="das Zeitfenster",
    ),
    "key.once_a": Message(
        en="the period in which it counts once only", ms="kekerapan dibilang (sekali sahaja)",
        id="frekuensi penghitungan (satu kali saja)",
        nl="de periode waarin maar één keer wordt geteld",
        de="der Zeitraum, in dem nur einmal gezählt wird,",
    ),
    # Rules, budgets and tiers.
    "key.on": Message(
        en="the event that it answers to", ms="peristiwa yang berkaitan",
        id="kejadian yang terkait", nl="de soort gebeurtenis", de="die Ereignisart",
    ),
    "key.points": Message(
        en="the number of points", ms="bilangan mata", id="jumlah poin", nl="het aantal punten",
        de="die Punktezahl",
    ),
    "key.give": Message(
        en="what it gives",
        ms="mata yang diberi",
        id="poin yang diberikan",
        nl="wat de regel geeft",
        de="die Gutschrift",
    ),
    "key.multiply": Message(
        en="the factor", ms="pengganda", id="pengali", nl="de vermenigvuldiger",
        de="der Multiplikator",
    ),
    "key.steps": Message(
        en="the scale", ms="skala mata", id="skala poin", nl="de staffel", de="die Staffel",
    ),
    "key.brackets": Message(
        en="the scale of rates", ms="skala kadar", id="skala tarif", nl="de indeling in schijven",
        de="die Einteilung in Staffelbereiche",
    ),
    "key.wallet": Message(
        en="the wallet", ms="dompet mata", id="dompet poin", nl="de puntenrekening",
        de="das Punktekonto",
    ),
    "key.items": Message(
        en="the choice of items", ms="barang yang dikira", id="barang yang dihitung",
        nl="de artikelkeuze", de="die Artikelauswahl",
    ),
    "key.when": Message(
        en="the condition", ms="syarat", id="kondisi", nl="de voorwaarde", de="die Bedingung",
    ),
    "key.at_most": Message(en="the limit", ms="had", id="batas", nl="de grens", de="die Grenze"),
    "key.again_after": Message(
        en="the waiting time", ms="tempoh menunggu", id="waktu tunggu", nl="de wachttijd",
        de="die Wartezeit",
    ),
    "key.group": Message(
        en="the group",
        ms="kumpulan peraturan",
        id="kelompok aturan",
        nl="de regelgroep",
        de="die Regelgruppe",
    ),
    "key.budget": Message(
        en="the budget", ms="bajet", id="anggaran", nl="het budget", de="das Budget",
    ),
    "key.measure": Message(
        en="the measure", ms="asas penilaian", id="ukuran penilaian", nl="de maatstaf",
        de="der Maßstab",
    ),
    "key.drop": Message(
        en="the drop", ms="penurunan peringkat", id="penurunan tingkat", nl="de terugval",
        de="der Abstieg",
    ),
    "key.grace": Message(
        en="the grace", ms="tempoh kelonggaran", id="masa tenggang", nl="de respijttijd",
        de="die Nachfrist",
    ),
    "key.threshold": Message(
        en="the threshold", ms="ambang", id="ambang batas", nl="de drempel", de="die Schwelle",
    ),
    # Tests and their steps.
    "key.given": Message(
        en="what is taken for given", ms="keadaan awal", id="keadaan awalnya",
        nl="het uitgangspunt", de="die Ausgangslage",
    ),
    "key.at": Message(
        en="the time", ms="masa", id="waktunya", nl="het tijdstip", de="der Zeitpunkt",
    ),
    "key.profile": Message(
        en="what becomes known of the member", ms="maklumat ahli", id="data anggota",
        nl="het lidgegeven", de="die Angabe zum Mitglied",
    ),
    "key.purchase": Message(
        en="the purchase", ms="pembelian itu", id="pembeliannya", nl="de aankoop", de="der Einkauf",
    ),
    "key.spend": Message(
        en="the spending", ms="penggunaan mata", id="pemakaian poin", nl="de besteding",
        de="die Einlösung",
    ),
    "key.earns": Message(
        en="the earning",
        ms="perolehan mata",
        id="perolehan poin",
        nl="het aantal gespaarde punten",
        de="die Gutschrift",
    ),
    "key.because": Message(
        en="the share of each rule", ms="bahagian setiap peraturan", id="bagian setiap aturan",
        nl="het aandeel per regel", de="der Anteil je Regel",
    ),
    "key.refused": Message(
        en="the reason for the refusal", ms="sebab tidak diluluskan", id="alasan penolakan",
        nl="de reden van weigering", de="der Ablehnungsgrund",
    ),
    "key.balance": Message(
        en="the balance", ms="baki", id="saldo", nl="het saldo", de="das Guthaben",
    ),
    "key.tier": Message(
        en="the tier", ms="peringkat", id="tingkat", nl="het niveau", de="die Stufe",
    ),
}  # fmt: skip
