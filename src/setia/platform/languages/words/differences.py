"""The words of a difference between two versions of a program: what it is about, and what changed.

A subject stands before a colon; what changes is a noun with its article, so that one sentence
serves them all. Where a native reader would turn the whole sentence, it has words of its own.
"""

from typing import Final

from setia.platform.languages.message import Message, Plural, Words

DIFFERENCES: Final[Words] = {
    "change.none": Message(
        en="No difference.", ms="Tiada perbezaan.", id="Tidak ada perbedaan.", nl="Geen verschil.",
        de="Kein Unterschied.",
    ),
    "change.about": Message(
        en="{thing}: {said}.", ms="{thing}: {said}.", id="{thing}: {said}.", nl="{thing}: {said}.",
        de="{thing}: {said}.",
    ),
    "change.gone": Message(
        en="{thing} is dropped.", ms="{thing} digugurkan.", id="{thing} dihapus.",
        nl="{thing} verdwijnt.", de="{thing} entfällt.",
    ),
    # One value.
    "change.changed": Message(
        en="{what} changes from {before} to {after}",
        ms="{what} berubah daripada {before} kepada {after}",
        id="{what} berubah dari {before} menjadi {after}",
        nl="{what} verandert van {before} naar {after}",
        de="{what} ändert sich von {before} auf {after}",
    ),
    "change.reworded": Message(
        en="{what} changes; until now: {before}; from now on: {after}",
        ms="{what} berubah; sebelum ini: {before}; selepas ini: {after}",
        id="{what} berubah; sebelumnya: {before}; selanjutnya: {after}",
        nl="{what} verandert; tot nu toe: {before}; voortaan: {after}",
        de="{what} ändert sich; bisher: {before}; künftig: {after}",
    ),
    "change.added": Message(
        en="{what} is new: {after}", ms="{what} ditambah: {after}",
        id="{what} ditambahkan: {after}", nl="{what} komt erbij: {after}",
        de="{what} kommt hinzu: {after}",
    ),
    "change.removed": Message(
        en="{what} is dropped (until now: {before})",
        ms="{what} digugurkan (sebelum ini: {before})",
        id="{what} dihapus (sebelumnya: {before})", nl="{what} verdwijnt (tot nu toe: {before})",
        de="{what} entfällt (bisher: {before})",
    ),
    # The numbers that ask for one form of a unit, in brackets behind its language.
    "change.for_numbers": Message(
        en="for {numbers}", ms="bagi {numbers}", id="untuk {numbers}", nl="bij {numbers}",
        de="bei {numbers}",
    ),
    # A value that is written down, or is no more, and means what held without it.
    "change.stated": Message(
        en="{what} is now stated and stays as it was: {said}",
        ms="{what} kini dinyatakan dan kekal seperti sebelumnya: {said}",
        id="{what} kini disebutkan dan tetap seperti sebelumnya: {said}",
        nl="{what} staat er voortaan bij en blijft gelijk: {said}",
        de="{what} ist künftig angegeben und bleibt unverändert: {said}",
    ),
    "change.unstated": Message(
        en="{what} is no longer stated and stays as it was: {said}",
        ms="{what} tidak lagi dinyatakan dan kekal seperti sebelumnya: {said}",
        id="{what} tidak lagi disebutkan dan tetap seperti sebelumnya: {said}",
        nl="{what} staat er niet meer bij en blijft gelijk: {said}",
        de="{what} ist nicht mehr angegeben und bleibt unverändert: {said}",
    ),
    # Whole sentences.
    "change.expires": Message(
        en="points now expire {after} (until now: {before})",
        ms="mata kini luput {after} (sebelum ini: {before})",
        id="poin kini hangus {after} (sebelumnya: {before})",
        nl="punten vervallen voortaan {after} (tot nu toe: {before})",
        de="Punkte verfallen künftig {after} (bisher: {before})",
    ),
    "change.expires_never": Message(
        en="points now never expire (until now: {before})",
        ms="mata kini tiada tarikh luput (sebelum ini: {before})",
        id="poin kini tidak pernah hangus (sebelumnya: {before})",
        nl="punten vervallen voortaan nooit (tot nu toe: {before})",
        de="Punkte verfallen künftig nie (bisher: {before})",
    ),
    "change.pending": Message(
        en="points can now be spent {after} (until now: {before})",
        ms="mata kini boleh digunakan {after} (sebelum ini: {before})",
        id="poin kini bisa dipakai {after} (sebelumnya: {before})",
        nl="punten zijn voortaan {after} te besteden (tot nu toe: {before})",
        de="Punkte sind künftig {after} einlösbar (bisher: {before})",
    ),
    "change.keep": Message(
        en="a level reached is now kept for {after} (until now: {before})",
        ms="peringkat yang dicapai kini dikekalkan selama {after} (sebelum ini: {before})",
        id="tingkat yang diraih kini berlaku selama {after} (sebelumnya: {before})",
        nl="een bereikt niveau geldt voortaan {after} (tot nu toe: {before})",
        de="eine erreichte Stufe gilt künftig {after} (bisher: {before})",
    ),
    "change.rounding_down": Message(
        en="fractions of a point are now rounded down",
        ms="pecahan mata kini dibundarkan ke bawah", id="pecahan poin kini dibulatkan ke bawah",
        nl="delen van punten worden voortaan naar beneden afgerond",
        de="Bruchteile von Punkten werden künftig abgerundet",
    ),
    "change.rounding_nearest": Message(
        en="fractions of a point are now rounded to the nearest whole point",
        ms="pecahan mata kini dibundarkan kepada nombor bulat terdekat",
        id="pecahan poin kini dibulatkan ke bilangan bulat terdekat",
        nl="delen van punten worden voortaan op het dichtstbijzijnde hele punt afgerond",
        de="Bruchteile von Punkten werden künftig auf den nächsten ganzen Punkt gerundet",
    ),
    "change.exclusive_yes": Message(
        en="where it gives, no other rule of its wallet gives now",
        ms="apabila peraturan ini memberi mata, peraturan lain bagi dompet yang sama kini tidak "
        "memberi apa-apa",
        id="jika aturan ini memberi poin, aturan lain untuk dompet yang sama kini tidak memberi "
        "poin",
        nl="voortaan niet te combineren met andere regels van dezelfde puntenrekening",
        de="künftig nicht mit anderen Regeln ihres Punktekontos kombinierbar",
    ),
    "change.exclusive_no": Message(
        en="other rules of its wallet now give beside it",
        ms="peraturan lain bagi dompet itu kini turut memberi mata",
        id="aturan lain di dompetnya kini ikut memberi poin",
        nl="voortaan te combineren met andere regels van dezelfde puntenrekening",
        de="künftig mit anderen Regeln ihres Punktekontos kombinierbar",
    ),
    "change.personal_yes": Message(
        en="it is personal data now", ms="kini dikira sebagai data peribadi",
        id="kini termasuk data pribadi", nl="dit zijn voortaan persoonsgegevens",
        de="gilt künftig als personenbezogen",
    ),
    "change.personal_no": Message(
        en="it is not personal data any more", ms="tidak lagi dikira sebagai data peribadi",
        id="tidak lagi termasuk data pribadi", nl="dit zijn geen persoonsgegevens meer",
        de="gilt nicht mehr als personenbezogen",
    ),
    "change.needed_yes": Message(
        en="it must always be given now", ms="kini wajib dinyatakan", id="kini wajib diisi",
        nl="dit is voortaan verplicht", de="muss künftig immer angegeben sein",
    ),
    "change.needed_no": Message(
        en="it may be left out now", ms="kini tidak wajib dinyatakan", id="kini boleh dikosongkan",
        nl="dit mag voortaan ontbreken", de="darf künftig fehlen",
    ),
    "change.order_yes": Message(
        en="its values now have an order", ms="nilainya kini tersusun mengikut urutan",
        id="nilainya kini berurutan", nl="de waarden hebben voortaan een volgorde",
        de="die Werte haben künftig eine Reihenfolge",
    ),
    "change.order_no": Message(
        en="its values have no order any more", ms="nilainya tidak lagi tersusun",
        id="nilainya tidak lagi berurutan", nl="de waarden hebben geen volgorde meer",
        de="die Werte haben keine Reihenfolge mehr",
    ),
    "change.stacking_best": Message(
        en="only the rule that gives most counts now",
        ms="kini hanya peraturan yang memberi mata paling banyak diambil kira",
        id="kini yang berlaku hanya aturan yang memberi poin terbanyak",
        nl="voortaan telt alleen de regel die het meeste geeft",
        de="künftig zählt nur die Regel, die am meisten gibt",
    ),
    "change.stacking_first": Message(
        en="only the first rule that gives counts now",
        ms="kini hanya peraturan pertama yang memberi mata diambil kira",
        id="kini yang berlaku hanya aturan pertama yang memberi poin",
        nl="voortaan telt alleen de eerste regel die iets geeft",
        de="künftig zählt nur die erste Regel, die etwas gibt",
    ),
    "change.stacking_gone": Message(
        en="how its rules are chosen is no longer stated",
        ms="cara memilih peraturannya tidak lagi dinyatakan",
        id="cara memilih aturannya tidak lagi disebutkan",
        nl="er staat niet meer bij hoe uit de regels wordt gekozen",
        de="wie unter ihren Regeln gewählt wird, ist nicht mehr angegeben",
    ),
    "change.moved": Message(
        en="now comes right after {rule}", ms="kini disusun terus selepas peraturan {rule}",
        id="kini berada tepat setelah aturan {rule}", nl="komt voortaan direct na de regel {rule}",
        de="kommt künftig direkt nach der Regel {rule}",
    ),
    "change.moved_first": Message(
        en="now comes first", ms="kini berada paling atas", id="kini menjadi yang pertama",
        nl="komt voortaan als eerste", de="kommt künftig an erster Stelle",
    ),
    "change.list_uploaded": Message(
        en="its texts are uploaded now and no longer stand in the document",
        ms="teksnya kini dimuat naik dan tidak lagi berada dalam dokumen",
        id="isinya kini diunggah dan tidak lagi tercantum di dokumen",
        nl="de teksten worden nu geüpload en staan niet meer in het document",
        de="die Texte werden jetzt hochgeladen und stehen nicht mehr im Dokument",
    ),
    "change.list_written": Message(
        en="its texts stand in the document now and are no longer uploaded",
        ms="teksnya kini berada dalam dokumen dan tidak lagi dimuat naik",
        id="isinya kini tercantum di dokumen dan tidak lagi diunggah",
        nl="de teksten staan nu in het document en worden niet meer geüpload",
        de="die Texte stehen jetzt im Dokument und werden nicht mehr hochgeladen",
    ),
    "phrase.uploaded": Message(
        en="uploaded", ms="dimuat naik", id="diunggah", nl="geüpload", de="wird hochgeladen",
    ),
    "change.list_gains": Message(
        en="{texts} added",
        ms="{texts} dimasukkan",
        id="{texts} ditambahkan",
        nl="{texts} toegevoegd",
        de="{texts} neu aufgenommen",
    ),
    "change.list_loses": Message(
        en="{texts} taken off",
        ms="{texts} dikeluarkan",
        id="{texts} dihapus",
        nl="{texts} verwijderd",
        de="{texts} gestrichen",
    ),
    "change.more": Message(
        en=Plural(one="{n} more", other="{n} more"), ms="{n} lagi", id="{n} lainnya",
        nl="nog {n}", de=Plural(one="{n} weiterer", other="{n} weitere"),
    ),
    "change.step": Message(
        en="step {n}: {said}", ms="langkah {n}: {said}", id="langkah ke-{n}: {said}",
        nl="stap {n}: {said}", de="Schritt {n}: {said}",
    ),
    "change.step_new": Message(
        en="step {n} is new: {after}", ms="langkah {n} ditambah: {after}",
        id="langkah ke-{n} ditambahkan: {after}", nl="stap {n} komt erbij: {after}",
        de="Schritt {n} kommt hinzu: {after}",
    ),
    "change.step_gone": Message(
        en="step {n} is dropped: {before}", ms="langkah {n} digugurkan: {before}",
        id="langkah ke-{n} dihapus: {before}", nl="stap {n} verdwijnt: {before}",
        de="Schritt {n} entfällt: {before}",
    ),
}  # fmt: skip
