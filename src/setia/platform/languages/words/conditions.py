"""The words of a condition: each a clause that can stand behind *when*, *wenn*, *als*, *apabila*.

German and Dutch put the verb last there, so every clause is written for that place, not translated
word by word. Signs of arithmetic are the same everywhere.
"""

from typing import Final

from setia.platform.languages.message import Message, Plural, Words

CONDITIONS: Final[Words] = {
    # A whole rule.
    "rule.always": Message(
        en="for every purchase", ms="bagi setiap pembelian", id="untuk setiap pembelian",
        nl="bij elke aankoop", de="bei jedem Einkauf",
    ),
    "rule.on": Message(
        en="for {kinds}", ms="bagi {kinds}", id="untuk {kinds}", nl="bij {kinds}", de="bei {kinds}",
    ),
    "kind.purchase": Message(
        en="purchase", ms="pembelian", id="pembelian", nl="aankoop", de="Einkauf",
    ),
    "rule.when": Message(
        en="when {clause}", ms="apabila {clause}", id="jika {clause}", nl="als {clause}",
        de="wenn {clause}",
    ),
    "rule.items": Message(
        en="for items where {clause}", ms="bagi barang yang {clause}",
        id="untuk barang yang {clause}", nl="voor artikelen waarbij {clause}",
        de="für Artikel, bei denen {clause}",
    ),
    # Two numbers, dates or amounts beside each other.
    "if.equal": Message(
        en="{left} is {right}", ms="{left} ialah {right}", id="{left} adalah {right}",
        nl="{left} {right} is", de="{left} {right} ist",
    ),
    "if.not_equal": Message(
        en="{left} is not {right}", ms="{left} bukan {right}", id="{left} bukan {right}",
        nl="{left} niet {right} is", de="{left} nicht {right} ist",
    ),
    "if.below": Message(
        en="{left} is less than {right}", ms="{left} kurang daripada {right}",
        id="{left} kurang dari {right}", nl="{left} minder dan {right} is",
        de="{left} weniger als {right} ist",
    ),
    "if.at_most": Message(
        en="{left} is at most {right}", ms="{left} tidak melebihi {right}",
        id="{left} paling banyak {right}", nl="{left} hoogstens {right} is",
        de="{left} höchstens {right} ist",
    ),
    "if.above": Message(
        en="{left} is more than {right}", ms="{left} lebih daripada {right}",
        id="{left} lebih dari {right}", nl="{left} meer dan {right} is",
        de="{left} mehr als {right} ist",
    ),
    "if.at_least": Message(
        en="{left} is at least {right}", ms="{left} sekurang-kurangnya {right}",
        id="{left} paling sedikit {right}", nl="{left} minstens {right} is",
        de="{left} mindestens {right} ist",
    ),
    # Days.
    "if.before": Message(
        en="{left} is before {right}", ms="{left} sebelum {right}", id="{left} sebelum {right}",
        nl="{left} vóór {right} valt", de="{left} vor {right} liegt",
    ),
    "if.until": Message(
        en="{left} is no later than {right}", ms="{left} selewat-lewatnya {right}",
        id="{left} paling lambat {right}", nl="{left} uiterlijk op {right} valt",
        de="{left} spätestens auf {right} fällt",
    ),
    "if.after": Message(
        en="{left} is after {right}", ms="{left} selepas {right}", id="{left} setelah {right}",
        nl="{left} na {right} valt", de="{left} nach {right} liegt",
    ),
    "if.from": Message(
        en="{left} is no earlier than {right}", ms="{left} seawal-awalnya {right}",
        id="{left} paling awal {right}", nl="{left} op zijn vroegst op {right} valt",
        de="{left} frühestens auf {right} fällt",
    ),
    # The clock and the calendar.
    "if.weekday": Message(
        en="it is {days}", ms="hari itu hari {days}", id="harinya {days}", nl="het {days} is",
        de="es {days} ist",
    ),
    "if.not_weekday": Message(
        en="it is not {days}", ms="hari itu bukan hari {days}", id="harinya bukan {days}",
        nl="het geen {days} is", de="es nicht {days} ist",
    ),
    "if.earlier": Message(
        en="it is before {time}", ms="masanya sebelum {time}", id="waktunya sebelum pukul {time}",
        nl="het vóór {time} uur is", de="es vor {time} Uhr ist",
    ),
    "if.later": Message(
        en="it is {time} or later", ms="masanya {time} atau lebih lewat",
        id="waktunya pukul {time} atau sesudahnya", nl="het {time} uur of later is",
        de="es {time} Uhr oder später ist",
    ),
    "if.hour": Message(
        en="it is from {time} to {end}", ms="masanya dari {time} hingga {end}",
        id="waktunya dari pukul {time} sampai {end}", nl="het tussen {time} en {end} uur is",
        de="es zwischen {time} und {end} Uhr ist",
    ),
    # Words.
    "if.word": Message(
        en="{field} is {value}", ms="{field} ialah {value}", id="{field} adalah {value}",
        nl="{field} {value} is", de="{field} {value} ist",
    ),
    "if.no_word": Message(
        en="{field} is not {value}", ms="{field} bukan {value}", id="{field} bukan {value}",
        nl="{field} niet {value} is", de="{field} nicht {value} ist",
    ),
    "if.word_below": Message(
        en="{field} is below {value}", ms="{field} di bawah {value}", id="{field} di bawah {value}",
        nl="{field} lager dan {value} is", de="{field} unter {value} liegt",
    ),
    "if.word_up_to": Message(
        en="{field} is {value} or lower", ms="{field} ialah {value} atau lebih rendah",
        id="{field} adalah {value} atau lebih rendah", nl="{field} {value} of lager is",
        de="{field} {value} oder niedriger ist",
    ),
    "if.word_above": Message(
        en="{field} is above {value}", ms="{field} di atas {value}", id="{field} di atas {value}",
        nl="{field} hoger dan {value} is", de="{field} über {value} liegt",
    ),
    "if.word_from": Message(
        en="{field} is {value} or higher", ms="{field} ialah {value} atau lebih tinggi",
        id="{field} adalah {value} atau lebih tinggi", nl="{field} {value} of hoger is",
        de="{field} {value} oder höher ist",
    ),
    "if.listed": Message(
        en="{field} is on the list {list}", ms="{field} ada dalam senarai {list}",
        id="{field} ada di daftar {list}", nl="{field} op de lijst {list} staat",
        de="{field} auf der Liste {list} steht",
    ),
    "if.not_listed": Message(
        en="{field} is not on the list {list}", ms="{field} tiada dalam senarai {list}",
        id="{field} tidak ada di daftar {list}", nl="{field} niet op de lijst {list} staat",
        de="{field} nicht auf der Liste {list} steht",
    ),
    "if.has": Message(
        en="{field} include {value}", ms="{field} termasuk {value}", id="{field} memuat {value}",
        nl="{field} ook {value} bevat", de="{field} auch {value} enthält",
    ),
    "if.has_not": Message(
        en="{field} do not include {value}", ms="{field} tidak termasuk {value}",
        id="{field} tidak memuat {value}", nl="{field} {value} niet bevat",
        de="{field} {value} nicht enthält",
    ),
    "if.known": Message(
        en="{field} is known", ms="{field} diketahui", id="{field} diketahui",
        nl="{field} bekend is", de="{field} bekannt ist",
    ),
    "if.unknown": Message(
        en="{field} is not known", ms="{field} tidak diketahui", id="{field} tidak diketahui",
        nl="{field} niet bekend is", de="{field} nicht bekannt ist",
    ),
    "if.yes": Message(
        en="{field} is yes", ms="{field} ialah ya", id="{field} adalah ya", nl="{field} ja is",
        de="{field} ja ist",
    ),
    "if.not_yes": Message(
        en="{field} is not yes", ms="{field} bukan ya", id="{field} bukan ya",
        nl="{field} geen ja is", de="{field} nicht ja ist",
    ),
    # Items.
    "if.any_item": Message(
        en="for at least one item {clause}", ms="bagi sekurang-kurangnya satu barang {clause}",
        id="untuk setidaknya satu barang {clause}", nl="bij minstens één artikel {clause}",
        de="bei mindestens einem Artikel {clause}",
    ),
    "if.every_item": Message(
        en="for every item {clause}", ms="bagi setiap barang {clause}",
        id="untuk setiap barang {clause}", nl="bij elk artikel {clause}",
        de="bei jedem Artikel {clause}",
    ),
    # Joined and turned round.
    "if.not": Message(
        en="it is not so that {clause}", ms="tidak benar bahawa {clause}",
        id="tidak benar bahwa {clause}", nl="niet geldt dat {clause}",
        de="nicht gilt, dass {clause}",
    ),
    "if.and": Message(
        en="{first} and {last}", ms="{first} dan {last}", id="{first} dan {last}",
        nl="{first} en {last}", de="{first} und {last}",
    ),
    "if.or": Message(
        en="{first} or {last}", ms="{first} atau {last}", id="{first} atau {last}",
        nl="{first} of {last}", de="{first} oder {last}",
    ),
    # What is calculated.
    "term.amount": Message(
        en="the amount", ms="jumlah pembelian", id="nilai belanja", nl="het bedrag",
        de="der Betrag",
    ),
    "term.today": Message(
        en="today", ms="hari ini", id="hari ini", nl="vandaag", de="heute",
    ),
    "term.day": Message(
        en="the day of the month", ms="hari bulan", id="tanggal dalam bulan",
        nl="de dag van de maand", de="der Tag des Monats",
    ),
    "term.month": Message(
        en="the month", ms="bulan", id="bulan", nl="de maand", de="der Monat",
    ),
    "term.hour": Message(
        en="the hour", ms="jam", id="jam", nl="het uur", de="die Stunde",
    ),
    "term.item_amount": Message(
        en="the item's amount", ms="harga barang", id="harga barang", nl="het artikelbedrag",
        de="der Artikelbetrag",
    ),
    "term.tier": Message(
        en="the tier", ms="peringkat", id="tingkat", nl="het niveau", de="die Stufe",
    ),
    "term.least": Message(
        en="the smallest of {values}", ms="yang terkecil antara {values}",
        id="yang terkecil di antara {values}", nl="het kleinste van {values}",
        de="das Kleinste von {values}",
    ),
    "term.most": Message(
        en="the largest of {values}", ms="yang terbesar antara {values}",
        id="yang terbesar di antara {values}", nl="het grootste van {values}",
        de="das Größte von {values}",
    ),
    "term.apart": Message(
        en="the time from {first} to {last}", ms="tempoh dari {first} hingga {last}",
        id="jarak dari {first} sampai {last}", nl="de tijd van {first} tot {last}",
        de="die Zeit von {first} bis {last}",
    ),
    "term.days": Message(
        en=Plural(one="{n} day", other="{n} days"), ms="{n} hari", id="{n} hari",
        nl=Plural(one="{n} dag", other="{n} dagen"), de=Plural(one="{n} Tag", other="{n} Tage"),
    ),
    "term.count": Message(
        en="the number of items", ms="bilangan barang", id="jumlah barang",
        nl="het aantal artikelen", de="die Anzahl der Artikel",
    ),
    "term.count_where": Message(
        en="the number of items where {clause}", ms="bilangan barang yang {clause}",
        id="jumlah barang yang {clause}", nl="het aantal artikelen waarbij {clause}",
        de="die Anzahl der Artikel, bei denen {clause},",
    ),
    "term.total": Message(
        en="the sum of {of} over all items", ms="jumlah {of} bagi semua barang",
        id="total {of} dari semua barang", nl="de som van {of} over alle artikelen",
        de="die Summe über alle Artikel ({of})",
    ),
    "term.total_where": Message(
        en="the sum of {of} over the items where {clause}",
        ms="jumlah {of} bagi barang yang {clause}",
        id="total {of} dari barang yang {clause}",
        nl="de som van {of} over de artikelen waarbij {clause}",
        de="die Summe ({of}) über die Artikel, bei denen {clause},",
    ),
}  # fmt: skip
