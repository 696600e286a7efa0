"""The words of a document's short phrases: spans, ends, limits, what a rule gives.

German asks for another form behind *nach* than alone, so a span that lies ahead has words of its
own. Each phrase stands behind a colon, in brackets or at the end of a sentence.
"""

from typing import Final

from setia.platform.languages.message import Message, Plural, Words

PHRASES: Final[Words] = {
    # Spans, alone.
    "phrase.span_minute": Message(
        en=Plural(one="{n} minute", other="{n} minutes"), ms="{n} minit", id="{n} menit",
        nl=Plural(one="{n} minuut", other="{n} minuten"),
        de=Plural(one="{n} Minute", other="{n} Minuten"),
    ),
    "phrase.span_hour": Message(
        en=Plural(one="{n} hour", other="{n} hours"), ms="{n} jam", id="{n} jam", nl="{n} uur",
        de=Plural(one="{n} Stunde", other="{n} Stunden"),
    ),
    "phrase.span_day": Message(
        en=Plural(one="{n} day", other="{n} days"), ms="{n} hari", id="{n} hari",
        nl=Plural(one="{n} dag", other="{n} dagen"), de=Plural(one="{n} Tag", other="{n} Tage"),
    ),
    "phrase.span_month": Message(
        en=Plural(one="{n} month", other="{n} months"), ms="{n} bulan", id="{n} bulan",
        nl=Plural(one="{n} maand", other="{n} maanden"),
        de=Plural(one="{n} Monat", other="{n} Monate"),
    ),
    "phrase.span_year": Message(
        en=Plural(one="{n} year", other="{n} years"), ms="{n} tahun", id="{n} tahun",
        nl="{n} jaar", de=Plural(one="{n} Jahr", other="{n} Jahre"),
    ),
    # Spans that lie ahead.
    "phrase.after_day": Message(
        en=Plural(one="after {n} day", other="after {n} days"), ms="selepas {n} hari",
        id="setelah {n} hari", nl=Plural(one="na {n} dag", other="na {n} dagen"),
        de=Plural(one="nach {n} Tag", other="nach {n} Tagen"),
    ),
    "phrase.after_month": Message(
        en=Plural(one="after {n} month", other="after {n} months"), ms="selepas {n} bulan",
        id="setelah {n} bulan", nl=Plural(one="na {n} maand", other="na {n} maanden"),
        de=Plural(one="nach {n} Monat", other="nach {n} Monaten"),
    ),
    "phrase.after_year": Message(
        en=Plural(one="after {n} year", other="after {n} years"), ms="selepas {n} tahun",
        id="setelah {n} tahun", nl="na {n} jaar",
        de=Plural(one="nach {n} Jahr", other="nach {n} Jahren"),
    ),
    "phrase.without": Message(
        en="{span} without {kinds}", ms="{span} tanpa {kinds}", id="{span} tanpa {kinds}",
        nl="{span} zonder {kinds}", de="{span} ohne {kinds}",
    ),
    "phrase.never": Message(
        en="never", ms="tiada tarikh luput", id="tidak pernah", nl="nooit", de="nie",
    ),
    "phrase.released_else": Message(
        en="once they are released, else {after}",
        ms="sebaik sahaja diaktifkan, atau {after} jika belum diaktifkan",
        id="begitu dicairkan, atau {after} kalau belum dicairkan",
        nl="na vrijgave en anders {after}",
        de="nach ihrer Freigabe und sonst {after}",
    ),
    "phrase.released_lost": Message(
        en="only once they are released (else they are lost {after})",
        ms="hanya selepas diaktifkan (jika tidak, mata luput {after})",
        id="hanya setelah dicairkan (kalau tidak, poin hangus {after})",
        nl="alleen na vrijgave (anders vervallen ze {after})",
        de="nur nach ihrer Freigabe (sonst verfallen sie {after})",
    ),
    "phrase.at_once": Message(
        en="at once", ms="serta-merta", id="langsung", nl="meteen", de="sofort",
    ),
    "phrase.as_wallet": Message(
        en="like the wallet's other points", ms="seperti mata lain dalam dompet yang sama",
        id="seperti poin lain di dompet yang sama",
        nl="zoals de andere punten van de puntenrekening",
        de="wie die übrigen Punkte des Punktekontos",
    ),
    # Ends of the calendar: when points expire, until when a level lasts, when points are released.
    "phrase.end_month": Message(
        en="at the end of the month", ms="pada akhir bulan", id="di akhir bulan",
        nl="aan het einde van de maand", de="zum Monatsende",
    ),
    "phrase.end_quarter": Message(
        en="at the end of the quarter", ms="pada akhir suku tahun", id="di akhir kuartal",
        nl="aan het einde van het kwartaal", de="zum Quartalsende",
    ),
    "phrase.end_year": Message(
        en="at the end of the year", ms="pada akhir tahun", id="di akhir tahun",
        nl="aan het einde van het jaar", de="zum Jahresende",
    ),
    "phrase.end_anniversary": Message(
        en="on the anniversary of joining", ms="pada ulang tahun keahlian",
        id="pada ulang tahun keanggotaan", nl="aan het einde van het lidmaatschapsjaar",
        de="am Jahrestag des Beitritts",
    ),
    "phrase.until_anniversary": Message(
        en="to the anniversary of joining", ms="hingga ulang tahun keahlian",
        id="sampai ulang tahun keanggotaan", nl="tot het einde van het lidmaatschapsjaar",
        de="bis zum Jahrestag des Beitritts",
    ),
    "phrase.start_anniversary": Message(
        en="from the anniversary of joining", ms="mulai ulang tahun keahlian",
        id="mulai ulang tahun keanggotaan", nl="vanaf het begin van het volgende lidmaatschapsjaar",
        de="ab dem Jahrestag des Beitritts",
    ),
    "phrase.until_month": Message(
        en="to the end of the month", ms="hingga akhir bulan", id="sampai akhir bulan",
        nl="tot het einde van de maand", de="bis zum Monatsende",
    ),
    "phrase.until_quarter": Message(
        en="to the end of the quarter", ms="hingga akhir suku tahun", id="sampai akhir kuartal",
        nl="tot het einde van het kwartaal", de="bis zum Quartalsende",
    ),
    "phrase.until_year": Message(
        en="to the end of the year", ms="hingga akhir tahun", id="sampai akhir tahun",
        nl="tot het einde van het jaar", de="bis zum Jahresende",
    ),
    "phrase.start_month": Message(
        en="from the start of the next month", ms="mulai awal bulan berikutnya",
        id="mulai awal bulan berikutnya", nl="vanaf het begin van de volgende maand",
        de="ab Beginn des nächsten Monats",
    ),
    "phrase.start_quarter": Message(
        en="from the start of the next quarter", ms="mulai awal suku tahun berikutnya",
        id="mulai awal kuartal berikutnya", nl="vanaf het begin van het volgende kwartaal",
        de="ab Beginn des nächsten Quartals",
    ),
    "phrase.start_year": Message(
        en="from the start of the next year", ms="mulai awal tahun berikutnya",
        id="mulai awal tahun berikutnya", nl="vanaf het begin van het volgende jaar",
        de="ab Beginn des nächsten Jahres",
    ),
    # Limits.
    "phrase.times": Message(
        en=Plural(one="{n} time", other="{n} times"), ms="{n} kali", id="{n} kali", nl="{n} keer",
        de="{n}-mal",
    ),
    "phrase.most_event": Message(
        en="{most} each time", ms="{most} setiap kali", id="{most} tiap kali",
        nl="{most} per keer", de="{most} pro Vorgang",
    ),
    "phrase.most_day": Message(
        en="{most} a day", ms="{most} sehari", id="{most} per hari", nl="{most} per dag",
        de="{most} pro Tag",
    ),
    "phrase.most_week": Message(
        en="{most} a week", ms="{most} seminggu", id="{most} per minggu", nl="{most} per week",
        de="{most} pro Woche",
    ),
    "phrase.most_month": Message(
        en="{most} a month", ms="{most} sebulan", id="{most} per bulan", nl="{most} per maand",
        de="{most} pro Monat",
    ),
    "phrase.most_year": Message(
        en="{most} a year", ms="{most} setahun", id="{most} per tahun", nl="{most} per jaar",
        de="{most} pro Jahr",
    ),
    "phrase.most_ever": Message(
        en="{most} in all", ms="{most} keseluruhannya", id="{most} secara keseluruhan",
        nl="{most} in totaal", de="{most} insgesamt",
    ),
    "phrase.at_most": Message(
        en="at most {value}", ms="paling banyak {value}", id="maksimal {value}",
        nl="hoogstens {value}", de="höchstens {value}",
    ),
    # What a rule gives.
    "phrase.per": Message(
        en="{points} for every {per}", ms="{points} bagi setiap {per}",
        id="{points} untuk setiap {per}", nl="{points} per {per}", de="{points} je {per}",
    ),
    "phrase.per_whole": Message(
        en="{points} for every full {per}", ms="{points} bagi setiap {per} genap",
        id="{points} untuk setiap kelipatan {per}", nl="{points} per hele {per}",
        de="{points} je volle {per}",
    ),
    "phrase.factor": Message(
        en="the points × {factor}", ms="mata × {factor}", id="poin × {factor}",
        nl="de punten × {factor}", de="die Punkte × {factor}",
    ),
    "phrase.from": Message(
        en="from {least}: {give}", ms="bermula {least}: {give}", id="mulai {least}: {give}",
        nl="vanaf {least}: {give}", de="ab {least}: {give}",
    ),
    "phrase.level_from": Message(
        en="from {value}", ms="bermula {value}", id="mulai {value}", nl="vanaf {value}",
        de="ab {value}",
    ),
    # Windows and measures.
    "phrase.spend": Message(
        en="spend in {span}", ms="perbelanjaan dalam tempoh {span}",
        id="total belanja selama {span}", nl="aankoopbedrag over {span}", de="Umsatz über {span}",
    ),
    "phrase.rolling": Message(
        en="always the last {span}", ms="sentiasa {span} yang terakhir",
        id="selalu {span} terakhir", nl="steeds de laatste {span}", de="rollierend über {span}",
    ),
    "phrase.calendar_day": Message(
        en="each day", ms="setiap hari", id="tiap hari", nl="elke dag", de="je Tag",
    ),
    "phrase.calendar_week": Message(
        en="each week", ms="setiap minggu", id="tiap minggu", nl="elke week", de="je Woche",
    ),
    "phrase.calendar_month": Message(
        en="each calendar month", ms="setiap bulan kalendar", id="tiap bulan kalender",
        nl="elke kalendermaand", de="je Kalendermonat",
    ),
    "phrase.calendar_membership_year": Message(
        en="each year of membership", ms="setiap tahun keahlian", id="tiap tahun keanggotaan",
        nl="elk lidmaatschapsjaar", de="je Mitgliedsjahr",
    ),
    "phrase.calendar_year": Message(
        en="each calendar year", ms="setiap tahun kalendar", id="tiap tahun kalender",
        nl="elk kalenderjaar", de="je Kalenderjahr",
    ),
    "phrase.drop_measure": Message(
        en="to the level that was reached", ms="ke peringkat yang dicapai",
        id="ke tingkat yang tercapai", nl="naar het niveau dat dan nog gehaald wordt",
        de="auf die dann noch erreichte Stufe",
    ),
    "phrase.drop_level": Message(
        en="by one level at most", ms="paling banyak satu peringkat", id="paling jauh satu tingkat",
        nl="hoogstens één niveau", de="um höchstens eine Stufe",
    ),
    "phrase.drop_never": Message(
        en="never", ms="tidak turun", id="tidak pernah turun", nl="nooit", de="nie",
    ),
    # Kinds of events and of attributes.
    "phrase.kind_purchase": Message(
        en="purchase", ms="pembelian", id="pembelian", nl="aankoop", de="Einkauf",
    ),
    "phrase.kind_return": Message(
        en="return", ms="pemulangan", id="pengembalian", nl="retour", de="Rückgabe",
    ),
    "phrase.kind_spend": Message(
        en="spending of points", ms="penggunaan mata", id="pemakaian poin",
        nl="besteding van punten", de="Einlösung",
    ),
    "phrase.type_text": Message(en="text", ms="teks", id="teks", nl="tekst", de="Text"),
    "phrase.type_number": Message(
        en="number", ms="nombor", id="angka", nl="getal", de="Zahl",
    ),
    "phrase.type_money": Message(
        en="amount of money", ms="amaun wang", id="nominal uang", nl="geldbedrag", de="Geldbetrag",
    ),
    "phrase.type_bool": Message(
        en="yes or no", ms="ya atau tidak", id="ya atau tidak", nl="ja of nee", de="ja oder nein",
    ),
    "phrase.type_date": Message(en="date", ms="tarikh", id="tanggal", nl="datum", de="Datum"),
    "phrase.type_list": Message(
        en="several texts", ms="beberapa teks", id="daftar teks", nl="meerdere teksten",
        de="mehrere Texte",
    ),
    "phrase.type_choice": Message(
        en="choice of {values}", ms="pilihan: {values}", id="salah satu dari: {values}",
        nl="keuze: {values}", de="Auswahl: {values}",
    ),
    "phrase.yes": Message(en="yes", ms="ya", id="ya", nl="ja", de="ja"),
    "phrase.no": Message(en="no", ms="tidak", id="tidak", nl="nee", de="nein"),
}  # fmt: skip
