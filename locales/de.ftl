### The language itself

language-name = Deutsch
language-direction = ltr

### Numbers and dates

number-separator = .
month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
date = { $day }.{"\u00A0"}{ $month } { $year }
date-time-utc = { $date }, { $time }{"\u00A0"}Uhr{"\u00A0"}UTC
seconds = { $count ->
    [one] { $count }{"\u00A0"}Sekunde
   *[other] { $count }{"\u00A0"}Sekunden
}
minutes = { $count ->
    [one] { $count }{"\u00A0"}Minute
   *[other] { $count }{"\u00A0"}Minuten
}
hours = { $count ->
    [one] { $count }{"\u00A0"}Stunde
   *[other] { $count }{"\u00A0"}Stunden
}

### Around every page

skip-to-content = Zum Inhalt springen
nav-label = Hauptnavigation
nav-account = Konto
nav-sign-in = Anmelden
nav-sign-out = Abmelden
nav-register = Registrieren
title-refused = Fehler: { $title }
footer-operator = Anmeldung mit Latchkey, in eigener Regie auf diesem Server betrieben.
footer-privacy = Kein Tracking, keine Drittanbieter.
footer-languages = Sprache
footer-imprint = Impressum
footer-privacy-policy = Datenschutz
cancel = Abbrechen
to-start-page = Zur Startseite
try-again = Erneut versuchen
back-to-account = Zurück zum Konto

### Forms

form-refused-title = { $count ->
    [one] Bitte prüfen Sie { $count } Angabe:
   *[other] Bitte prüfen Sie { $count } Angaben:
}
form-offline = Der Dienst ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.
form-checking = Wird geprüft{"\u00A0"}…
email-label = E-Mail-Adresse
password-label = Passwort
password-show = Passwort anzeigen
password-show-short = Anzeigen
password-hide-short = Verbergen
new-password-label = Neues Passwort
password-caps-lock = Die Feststelltaste ist aktiviert.
code-label = Code
code-sends-itself = Mit der sechsten Ziffer wird er von selbst gesendet.
recovery-code-label = Wiederherstellungscode
code-or-recovery-code-hint = { $digits }-stelliger Code aus Ihrer Authenticator-App oder ein Wiederherstellungscode

### What can be wrong with a field

name-empty = Geben Sie den Namen ein, mit dem Sie angesprochen werden möchten.
email-empty = Geben Sie Ihre E-Mail-Adresse ein.
email-malformed = Das ist keine gültige E-Mail-Adresse. Richtig ist die Form name@example.com.
email-too-long = Für eine E-Mail-Adresse ist das zu lang.
email-taken = Zu dieser E-Mail-Adresse gibt es bereits ein Konto. Möchten Sie sich stattdessen anmelden? Falls Sie zweimal auf die Schaltfläche gedrückt haben, ist es das Konto, das Sie soeben erstellt haben.
password-empty = Geben Sie Ihr Passwort ein.
password-too-long = Dieses Passwort ist zu lang: höchstens { $most } Byte.
password-too-short = { $fewest ->
    [one] Verwenden Sie mindestens { $fewest } Zeichen.
   *[other] Verwenden Sie mindestens { $fewest } Zeichen. Einige aneinandergereihte Wörter lassen sich gut merken.
}
password-common = Dieses Passwort gehört zu denen, die als Erstes ausprobiert werden. Wählen Sie ein anderes, zum Beispiel einige Wörter ohne Zusammenhang.
password-personal = Dieses Passwort besteht fast nur aus Ihrem Namen, Ihrer E-Mail-Adresse oder dem Namen dieses Dienstes. Wählen Sie ein anderes.
password-unchanged = Das ist Ihr jetziges Passwort. Wählen Sie ein anderes.
field-unchanged = Das ist bereits eingetragen.
code-empty = Geben Sie den 6-stelligen Code ein, den Ihre Authenticator-App anzeigt.
code-malformed = Ein Code besteht aus 6{"\u00A0"}Ziffern.
recovery-code-empty = Geben Sie einen Ihrer Wiederherstellungscodes ein.
recovery-code-malformed = Ein Wiederherstellungscode besteht aus 24 Buchstaben und Ziffern in sechs Vierergruppen.
reset-code-wrong = Das ist nicht der Code eines solchen Links. Kopieren Sie den Link noch einmal, vom Anfang bis zum Ende.
field-empty = Füllen Sie dieses Feld aus.
field-too-long = Diese Eingabe ist zu lang: höchstens { $most } Zeichen.
field-too-short = Diese Eingabe ist zu kurz: mindestens { $fewest } Zeichen.
field-no-number = Das ist eine ganze Zahl von 1 bis { $most }.
field-unprintable = Diese Eingabe enthält Zeichen, die nicht dargestellt werden können. Bitte entfernen Sie diese.
field-malformed = Diese Eingabe ist ungültig.
field-taken = Das ist bereits vergeben.

### Why a form was refused

refused-wrong-credentials = E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es erneut.
refused-wrong-password = Das Passwort ist nicht richtig.
refused-wrong-code = Dieser Code ist nicht richtig. Geben Sie den Code ein, den Ihre App gerade anzeigt, und prüfen Sie, ob die Uhrzeit Ihres Smartphones automatisch eingestellt wird.
refused-clock-ahead = Dieser Code gehört zu einer anderen Zeit: Die Uhr Ihres Smartphones geht etwa { $off } vor. Lassen Sie das Smartphone die Uhrzeit automatisch einstellen und geben Sie dann den nächsten Code ein.
refused-clock-behind = Dieser Code gehört zu einer anderen Zeit: Die Uhr Ihres Smartphones geht etwa { $off } nach. Lassen Sie das Smartphone die Uhrzeit automatisch einstellen und geben Sie dann den nächsten Code ein.
refused-code-used = Dieser Code wurde bereits verwendet. Warten Sie auf den nächsten.
refused-wrong-recovery-code = Das ist keiner Ihrer unbenutzten Wiederherstellungscodes. Jeder gilt nur einmal.
refused-too-many-attempts = Zu viele Versuche. Versuchen Sie es in { $wait } erneut.
refused-codes-disabled = Es wurde zu oft ein falscher Code eingegeben. Codes aus der App werden nicht mehr angenommen. Melden Sie sich mit einem Ihrer Wiederherstellungscodes an.
refused-sign-in-over = Diese Anmeldung hat zu lange gedauert, es gab zu viele Versuche, oder sie wurde doppelt gesendet. Beginnen Sie noch einmal mit Ihrem Passwort und einem neuen Code.
refused-not-signed-in = Ihre Sitzung ist beendet. Melden Sie sich erneut an, um fortzufahren.
refused-second-factor-missing = Dafür ist Ihr zweiter Faktor nötig. Melden Sie sich erneut an, um fortzufahren.
refused-step-up-needed = Bestätigen Sie zuerst, dass Sie es sind.
refused-two-factor-required = Für dieses Konto ist die Zwei-Faktor-Authentifizierung erforderlich.
refused-already-on = Die Zwei-Faktor-Authentifizierung ist bereits aktiv.
refused-not-on = Die Zwei-Faktor-Authentifizierung ist nicht aktiv.
refused-other-account = Dieser Link gehört zu einem anderen Konto. Melden Sie sich dort an und folgen Sie dem Link noch einmal.
refused-last-authenticator = Das ist Ihr letzter zweiter Faktor. Um ihn zu entfernen, deaktivieren Sie die Zwei-Faktor-Authentifizierung.
refused-no-passkeys = Passkeys gelten für Namen, und dieser Dienst wird über eine IP-Adresse oder unverschlüsselt erreicht. Wer ihn betreibt, kann das ändern.
refused-passkey = Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal oder nehmen Sie einen anderen Weg.
refused-passkey-unknown = Dieser Passkey ist hier nicht mehr bekannt. Nehmen Sie einen anderen Weg und löschen Sie ihn von Ihrem Gerät.
refused-passkey-over = Das hat zu lange gedauert oder wurde zweimal gesendet. Versuchen Sie es noch einmal.
refused-passkey-copied = Dieser Passkey wurde inzwischen anderswo benutzt: Vielleicht hat jemand eine Kopie davon. Er wurde nicht angenommen. Nehmen Sie einen anderen Weg und entfernen Sie ihn dann.
refused-passkey-taken = Dieser Passkey gehört schon zu einem Konto.
refused-passkeys-needed = Ohne Passwort brauchen Sie zwei Passkeys, oder einen und Wiederherstellungscodes, die Sie aufbewahrt haben.
refused-password-missing = Ihr Konto hat kein Passwort und braucht hierfür eines. Wählen Sie zuerst eines.
refused-sealed = Dieses Konto ist versiegelt. Öffnen Sie das Siegel mit Ihrem zweiten Faktor und einem neuen Passwort oder bitten Sie die Betreiber dieses Dienstes um einen Link.
refused-disabled = Dieses Konto ist gesperrt. Wenden Sie sich an die Betreiber dieses Dienstes.
refused-awaits-approval = Dieses Konto wartet auf seine Freigabe. Sie können sich anmelden, sobald die Betreiber dieses Dienstes es freigegeben haben.
refused-registration-closed = Hier kann sich niemand selbst ein Konto anlegen. Wenden Sie sich an die Betreiber dieses Dienstes.
refused-invitation-over = Diese Einladung ist aufgebraucht, zurückgezogen oder abgelaufen. Bitten Sie um eine neue.
refused-own-account = Das ist Ihr eigenes Konto. Sie ändern es auf seinen eigenen Seiten, und dies kann ein anderer Administrator tun.
refused-last-administrator = Das ist der letzte Administrator: Niemand könnte diesen Dienst mehr verwalten. Ernennen Sie zuerst einen anderen.
refused-declared = Eine Datei legt dieses Konto fest: Was darin steht, wird dort geändert.
refused-reset-over = Dieser Link wurde bereits verwendet oder durch einen neueren ersetzt, oder er ist abgelaufen. Bitten Sie um einen neuen.
refused-set-up-over = Diese Einrichtung hat zu lange gedauert oder wurde in einem anderen Fenster neu begonnen. Beginnen Sie noch einmal.
refused-codes-not-confirmed = Geben Sie einen der Codes ein oder setzen Sie das Häkchen.
refused-codes-not-found = Ohne Wiederherstellungscodes sperrt ein verlorenes Smartphone Sie aus. Wenn Sie sie nicht finden, erstellen Sie unten neue.
refused-not-found = Das ist nicht mehr vorhanden.
refused-cross-site = Dieses Formular wurde von einer anderen Website gesendet, daher wurde nichts ausgeführt.
refused-raced = Eine andere von Ihnen geöffnete Seite war gerade schneller, daher wurde nichts ausgeführt. Senden Sie das Formular noch einmal.
refused-quota-reached = Sie haben bereits { $most } Einträge dieser Art, mehr sind nicht möglich. Löschen Sie zuerst einige.
refused-too-large = Ihre Eingabe ist zu umfangreich. Es wurde nichts gespeichert.
refused-unreadable = Das Formular konnte nicht gelesen werden. Laden Sie die Seite neu und versuchen Sie es noch einmal.
refused-unavailable = Der Dienst kann das gerade nicht ausführen. Es wurde nichts geändert. Versuchen Sie es in Kürze erneut.

### Notices: what became of the last action

notice-sign-in-first = Melden Sie sich an, um diese Seite zu sehen.
notice-session-ended = Ihre Sitzung ist beendet, daher wurde nichts geändert. Melden Sie sich an, um fortzufahren.
notice-two-factor-required = Für dieses Konto ist die Zwei-Faktor-Authentifizierung erforderlich. Richten Sie sie ein, um fortzufahren.
notice-registered = Willkommen. Ihr Konto ist bereit.
notice-registration-asked = An diese Adresse ist eine E-Mail unterwegs. Folgen Sie ihrem Link innerhalb eines Tages, um Ihr Passwort zu wählen. Sehen Sie auch im Spam-Ordner nach.
notice-recovery-code-used = Sie haben sich mit einem Wiederherstellungscode angemeldet. Dieser Code gilt nun nicht mehr.
notice-signed-out = Sie sind abgemeldet.
notice-two-factor-off = Die Zwei-Faktor-Authentifizierung ist deaktiviert.
notice-set-up-cancelled = Es wurde nichts geändert. Die Zwei-Faktor-Authentifizierung ist nicht aktiv.
notice-authenticator-added = Der neue Authenticator ist bereit. Überall sonst sind Sie abgemeldet.
notice-authenticator-renamed = Der Authenticator hat seinen neuen Namen.
notice-authenticator-removed = Der Authenticator ist entfernt, seine Codes gelten nicht mehr. Überall sonst sind Sie abgemeldet.
notice-authenticator-cancelled = Es wurde nichts geändert.
notice-passkey-added = Der neue Passkey ist bereit. Überall sonst sind Sie abgemeldet.
notice-passkey-renamed = Der Passkey hat seinen neuen Namen.
notice-passkey-removed = Der Passkey ist entfernt und wird nicht mehr angenommen. Überall sonst sind Sie abgemeldet.
notice-passkey-put-off = In diesem Browser werden Sie 30 Tage lang nicht wieder gefragt. „Passkey hinzufügen“ unten gibt es immer.
notice-password-removed = Ihr Passwort ist entfernt. Von nun an melden Ihre Passkeys Sie an.
notice-recovery-codes-kept = Die Zwei-Faktor-Authentifizierung ist aktiv, und Ihre Wiederherstellungscodes sind sicher verwahrt.
notice-checked-up = Gut aufbewahrt. In einem Jahr werden Sie wieder gefragt.
notice-checkup-put-off = In einer Woche werden Sie wieder gefragt.
notice-codes-not-shown = Wiederherstellungscodes werden nur einmal angezeigt, direkt nach dem Erstellen. Wenn Sie Codes benötigen, erstellen Sie neue.

### The start page

home-title = Willkommen
home-headline = Doppelt abgeschlossen, und beide Schlüssel gehören Ihnen.
home-lede = Sie melden sich mit Ihrem Passwort und einem Code von Ihrem Smartphone an. Wer das eine herausfindet, dem fehlt noch immer das andere.
home-register = Konto erstellen
home-sign-in = Anmelden
home-account = Ihr Konto
home-apps-title = Mit jeder Authenticator-App
home-apps = Sie scannen einmal einen QR-Code. Geeignet sind Google Authenticator, Aegis, 1Password und jede andere App für zeitbasierte Codes.
home-recovery-title = Ein Weg zurück
home-recovery = Geht Ihr Smartphone verloren, kommen Sie mit einem von zehn Wiederherstellungscodes wieder hinein. Jeder gilt nur einmal.
home-yours-title = Allein Ihre Sache
home-yours = Kein Tracking, keine Drittanbieter. Die Anmeldung funktioniert in jedem Browser, mit und ohne JavaScript.

### Signing in

sign-in-title = Anmelden
sign-in-code-title = Anmelden: Code
sign-in-recovery-code-title = Anmelden: Wiederherstellungscode
sign-in-steps = Schritte der Anmeldung
sign-in-step-password = Passwort
sign-in-step-done = erledigt
sign-in-step-code = Code
sign-in-step-recovery-code = Wiederherstellungscode
sign-in-now-code = Schritt 2 von 2: der Code aus Ihrer Authenticator-App.
sign-in-now-recovery-code = Schritt 2 von 2: ein Wiederherstellungscode.
sign-in-button = Anmelden
sign-in-continue = Weiter
sign-in-code-hint = { $digits }{"\u00A0"}Ziffern, der Code aus Ihrer Authenticator-App.
sign-in-recovery-code-hint = Einer der Codes, die Sie beim Aktivieren der Zwei-Faktor-Authentifizierung aufbewahrt haben. Jeder gilt nur einmal.
sign-in-trust = { $days ->
    [one] In diesem Browser heute nicht mehr danach fragen.
   *[other] In diesem Browser { $days } Tage lang nicht mehr danach fragen.
}
sign-in-use-recovery-code = Wiederherstellungscode verwenden
sign-in-use-code = Code aus der App verwenden
sign-in-start-over = Von vorn beginnen
sign-in-new-here = Neu hier?
sign-in-register = Konto erstellen

### Registering

register-title = Konto erstellen
register-lede = Sie erhalten eine E-Mail mit einem Link. Er zeigt, dass die Adresse Ihnen gehört, und führt weiter zu Ihrem Passwort.
register-lede-approved = Die Betreiber dieses Dienstes geben jedes neue Konto frei, bevor es benutzt werden kann.
register-lede-invited = Dafür brauchen Sie eine Einladung: einen Link von den Betreibern dieses Dienstes.
register-invitation = Einladung
register-invitation-hint = Fügen Sie den ganzen Link Ihrer Einladung ein, oder was hinter seinem # steht.
register-invitation-optional = Falls Sie eine haben: der ganze Link, oder was hinter seinem # steht. Mit ihr braucht Ihr Konto keine Freigabe.
invitation-wrong = Das ist nicht der Code einer Einladung. Kopieren Sie ihren Link noch einmal, vom Anfang bis zum Ende.
notice-approval-asked = Ihr Konto ist angelegt und wartet auf seine Freigabe durch die Betreiber dieses Dienstes. Danach können Sie sich anmelden.
first-administrator-title = Der erste Administrator
first-administrator-lede = Wer den Link aus dem Protokoll dieses Dienstes hat, legt das Konto an, das ihn verwaltet. Der Link gilt einmal.
first-administrator-code = Link oder Code aus dem Protokoll
first-administrator-next = Schalten Sie danach die Zwei-Faktor-Authentifizierung ein: Ohne sie verwaltet niemand etwas.
register-name = Name
register-password-hint = { $fewest ->
    [one] Mindestens { $fewest } Zeichen. Alle Zeichen sind erlaubt, auch Leerzeichen.
   *[other] Mindestens { $fewest } Zeichen. Alle Zeichen sind erlaubt, auch Leerzeichen.
}
register-button = Konto erstellen
register-waiting = Wird erstellt{"\u00A0"}…
register-have-account = Haben Sie schon ein Konto?
register-sign-in = Anmelden

### Strength of a new password, while it is typed

strength-too-short = { $missing ->
    [one] Es fehlt noch { $missing } Zeichen.
   *[other] Es fehlen noch { $missing } Zeichen.
}
strength-guessable = Leicht zu erraten. Wählen Sie etwas Ungewöhnlicheres.
strength-fair = Lang genug. Mit einem weiteren Wort wäre es ein starkes Passwort.
strength-strong = Ein starkes Passwort.

### The account

account-title = Konto
account-greeting = Guten Tag, { $name }
account-details = Ihre Daten
account-name = Name
account-email = E-Mail-Adresse
account-since = Registriert seit
account-two-factor = Zwei-Faktor-Authentifizierung
account-on = Aktiv
account-off = Inaktiv
account-soon-required-title = { $days ->
    [one] Noch ein Tag, um die Zwei-Faktor-Authentifizierung einzurichten
   *[other] Noch { $days }{"\u00A0"}Tage, um die Zwei-Faktor-Authentifizierung einzurichten
}
account-soon-required-text = Ab dem { $date } ist sie bei diesem Dienst für alle Pflicht. Ohne sie öffnet Ihr Konto dann nur noch die Einrichtung.
account-off-text = Mit einem Code von Ihrem Smartphone als zweitem Schloss öffnet ein gestohlenes Passwort allein noch nichts.
account-set-up = Jetzt einrichten
account-set-up-by-passkey = Mit einem Passkey einrichten
account-authenticator = Authenticator-App
account-recovery-codes = Wiederherstellungscodes
account-codes-left = { $left } von { $all } übrig
account-codes-few = Knapp
account-new-codes = Neue Wiederherstellungscodes
account-turn-off = Deaktivieren
account-few-codes-title = { $left ->
    [0] Sie haben keinen Wiederherstellungscode mehr.
    [one] Sie haben nur noch { $left } Wiederherstellungscode.
   *[other] Sie haben nur noch { $left } Wiederherstellungscodes.
}
account-few-codes-text = Erstellen Sie neue, bevor der letzte verbraucht ist, damit Sie nicht ausgesperrt sind, falls Sie Ihr Smartphone verlieren.
account-safety = Wo und wann
account-safety-text = Sehen Sie, wo Sie angemeldet sind und was mit Ihrem Konto geschehen ist.
account-change = Ändern
account-data = Ihre Daten und Abschied
notice-name-changed = Ihr Name ist geändert.
notice-email-changed = Ihre E-Mail-Adresse ist geändert. Melden Sie sich ab jetzt mit der neuen an. Überall sonst sind Sie abgemeldet.
notice-email-asked = An die neue Adresse ist eine E-Mail unterwegs. Folgen Sie ihrem Link innerhalb eines Tages, während Sie hier angemeldet sind. Bis dahin gilt Ihre bisherige Adresse.
notice-letters-chosen = Ihre Wahl der Benachrichtigungen ist gespeichert.
notice-push-chosen = Eine Push-Nachricht ist dorthin unterwegs. Kommt in einer Minute keine an, prüfen Sie die Adresse.
notice-push-ended = Sie bekommen keine Push-Nachrichten mehr.
notice-recovery-asked = An die Adresse des Kontos ist eine E-Mail unterwegs. Mit ihrem Link beginnt die Wartezeit.
notice-recovery-begun = Die Wartezeit hat begonnen. Melden Sie sich nach ihrem Ende allein mit dem Passwort an.
notice-recovery-stopped = Die Wartezeit ist beendet: Ihre zweiten Faktoren bleiben. Ändern Sie Ihr Passwort, wenn es jemand anders kennt.
notice-password-changed = Ihr Passwort ist geändert. Überall sonst sind Sie abgemeldet.
notice-unsealed = Das Siegel ist geöffnet, und Ihr neues Passwort gilt.
notice-password-reset = Ihr neues Passwort gilt. Melden Sie sich damit an.
confirm-for-end-session = Mit der Bestätigung endet die gewählte Sitzung sofort.
confirm-and-end-session = Bestätigen und Sitzung beenden
confirm-for-end-others = Mit der Bestätigung werden Sie überall außer hier sofort abgemeldet.
confirm-and-end-others = Bestätigen und andere beenden
notice-warning-answered = Gut. Davor werden Sie nicht noch einmal gewarnt.
notice-session-ended-by-person = Die Sitzung ist beendet.
notice-other-sessions-ended = Sie sind überall außer hier abgemeldet.
notice-trust-ended = Dieser Browser wird wieder nach einem Code gefragt.
notice-all-trust-ended = Alle Browser werden wieder nach einem Code gefragt.

### Confirming who one is

confirm-title = Bestätigen Sie, dass Sie es sind
confirm-for-new-codes = Mit der Bestätigung erstellen Sie zehn neue Wiederherstellungscodes. Ihre bisherigen gelten dann nicht mehr.
confirm-for-set-up = Mit der Bestätigung beginnt die Einrichtung der Zwei-Faktor-Authentifizierung: Sie erhalten einen neuen Schlüssel für Ihre Authenticator-App.
confirm-for-account = Sie sind dabei zu ändern, wie Sie sich anmelden. Ihre letzte Bestätigung liegt schon eine Weile zurück.
confirm-button = Bestätigen
confirm-and-set-up = Bestätigen und einrichten
confirm-and-new-codes = Bestätigen und neue Codes erstellen
confirm-for-add-authenticator = Mit der Bestätigung erscheint ein Schlüssel für eine weitere Authenticator-App.
confirm-for-replace-authenticator = Mit der Bestätigung erscheint ein neuer Schlüssel. Ihr bisheriger Authenticator gilt, bis der neue bereit ist.
confirm-for-remove-authenticator = Mit der Bestätigung wird der gewählte Authenticator entfernt. Seine Codes gelten dann nicht mehr.
confirm-and-show-key = Bestätigen und Schlüssel zeigen
confirm-and-remove-authenticator = Bestätigen und entfernen
confirm-for-add-passkey = Die Bestätigung führt zu der Seite, die einen Passkey anlegt.
confirm-for-remove-passkey = Die Bestätigung entfernt den Passkey, den Sie gewählt haben. Er wird nicht mehr angenommen.
confirm-for-remove-password = Die Bestätigung entfernt Ihr Passwort. Dann melden Passkeys allein Sie an, und überall sonst werden Sie abgemeldet.
confirm-and-remove-password = Bestätigen und Passwort entfernen

### Setting up two-factor authentication

set-up-title = Zwei-Faktor-Authentifizierung einrichten
set-up-lede = Ihr Passwort bleibt, wie es ist. Künftig kommt als zweiter Schritt ein Code aus einer Authenticator-App hinzu.
set-up-app-title = Öffnen Sie Ihre Authenticator-App
set-up-app-text = Geeignet ist jede App für zeitbasierte Codes: Google Authenticator, Aegis, 1Password, Bitwarden und viele andere.
set-up-scan-title = Fügen Sie dort dieses Konto hinzu
set-up-scan-text = Wählen Sie in der App „Hinzufügen“ oder „+“ und scannen Sie diesen QR-Code:
set-up-picture = QR-Code für Ihre Authenticator-App
set-up-same-device = Ist die App auf diesem Gerät? Dann brauchen Sie nichts zu scannen:
set-up-open = In Authenticator-App öffnen
set-up-by-hand = oder den Schlüssel von Hand eingeben
set-up-copy = Schlüssel kopieren
set-up-account = Konto
set-up-type = Typ
set-up-type-time = Zeitbasiert
set-up-code-title = Geben Sie den angezeigten Code ein
set-up-code-hint = 6{"\u00A0"}Ziffern. Alle 30{"\u00A0"}Sekunden erscheint ein neuer Code.
set-up-countdown = Der Code wechselt in { $seconds }{"\u00A0"}s.
set-up-next = Danach erhalten Sie zehn Wiederherstellungscodes für den Fall, dass Ihr Smartphone verloren geht.
set-up-button = Aktivieren

### Authenticators

authenticators-title = Authenticatoren
authenticators-lede = Apps, die Codes für dieses Konto anzeigen. Mit zweien sperrt ein verlorenes Smartphone niemanden aus.
authenticators-change = Authenticatoren ändern
authenticators-add = Authenticator hinzufügen
authenticators-full = Sie haben { $most } Authenticatoren. Entfernen Sie einen, um einen anderen hinzuzufügen.
authenticators-added = Hinzugefügt
authenticators-last-used = Zuletzt benutzt
authenticators-rename = Umbenennen
authenticators-rename-label = { $name } umbenennen
authenticators-replace = Ersetzen
authenticators-replace-label = { $name } ersetzen
authenticators-remove = Entfernen
authenticators-remove-label = { $name } entfernen
authenticators-name = Name
authenticators-name-hint = Damit Sie ihn wiedererkennen, etwa „Pixel 9“. Das Feld kann leer bleiben.
authenticators-rename-title = Authenticator umbenennen
authenticators-rename-lede = Jetzt: { $name }
authenticators-rename-button = Namen ändern
authenticators-add-title = Authenticator hinzufügen
authenticators-add-lede = Ein zweites Smartphone oder ein Passwortmanager. Die vorhandenen gelten weiter.
authenticators-add-button = Hinzufügen
authenticators-replace-title = Authenticator ersetzen
authenticators-replace-lede = Der bisherige gilt, bis der neue seinen ersten Code anzeigt.
authenticators-replace-button = Ersetzen
authenticators-next = Danach sind Sie überall sonst abgemeldet.

### Turning two-factor authentication off

turn-off-title = Zwei-Faktor-Authentifizierung deaktivieren
turn-off-lede = Danach genügt zum Anmelden wieder Ihr Passwort allein. Ihre Wiederherstellungscodes gelten nicht mehr, und Sie werden überall sonst abgemeldet.
turn-off-button = Deaktivieren
turn-off-waiting = Wird deaktiviert{"\u00A0"}…

### Recovery codes

recovery-title = Wiederherstellungscodes
recovery-heading = Wiederherstellungs{"\u00AD"}codes sicher aufbewahren
recovery-lede = Die Zwei-Faktor-Authentifizierung ist aktiv. Falls Sie Ihr Smartphone verlieren, melden Sie sich stattdessen mit einem dieser Codes an. Jeder gilt nur einmal.
recovery-once-title = Die Codes werden nicht noch einmal angezeigt.
recovery-once-text = Bewahren Sie sie bei Ihren wichtigen Unterlagen oder in einem Passwortmanager auf, aber nicht auf dem Smartphone, das sie ersetzen sollen.
recovery-codes-label = Ihre Codes
recovery-sheet-title = Wiederherstellungscodes für { $app }
recovery-copy = Kopieren
recovery-download = Herunterladen
recovery-print = Drucken
recovery-kept-title = Sind die Codes sicher verwahrt?
recovery-type-one = Geben Sie einen der Codes ein
recovery-type-one-hint = Lesen Sie ihn dort ab, wo Sie die Codes aufbewahren. So wissen Sie, dass sie lesbar sind.
recovery-or = oder
recovery-stored = Ich bewahre die Codes an einem sicheren Ort auf
recovery-continue = Weiter
recovery-file-name = wiederherstellungscodes
recovery-file-title = { $app }: Wiederherstellungscodes für { $email }
recovery-file-made = Erstellt am { $when }
recovery-file-text = Jeder dieser Codes ersetzt bei der Anmeldung einmal den Code von Ihrem Smartphone.
copied = Kopiert
copy-by-hand = Bitte den markierten Text kopieren

### The checkup

checkup-title = Prüfen, ob Sie wieder hineinkommen
checkup-lede = Codes nützen nichts, wenn niemand sie findet. Sehen Sie jetzt nach, solange Sie es noch ändern können.
checkup-found = Ich habe eben nachgesehen: Meine Wiederherstellungscodes sind da, wo ich sie aufbewahrt habe.
checkup-code-hint = { $digits }{"\u00A0"}Ziffern aus Ihrer Authenticator-App.
checkup-button = Fertig
checkup-lost = Sie finden sie nicht? Erstellen Sie neue: Die alten gelten dann nicht mehr.
checkup-due-title = Kämen Sie auch ohne Ihr Smartphone hinein?
checkup-due-text = Es dauert eine Minute: ein Code aus Ihrer App und ein Blick dorthin, wo Sie Ihre Wiederherstellungscodes aufbewahren.
checkup-due-button = Jetzt prüfen
checkup-later = In einer Woche fragen

### Trusted browsers

trust-title = Vertraute Browser
trust-lede = Diese Browser werden bei der Anmeldung nicht nach einem Code gefragt: Ihr Passwort genügt dort. Änderungen an Ihrem Konto verlangen weiterhin einen Code.
trust-none = { $days ->
    [one] Kein Browser ist vertraut. Sie können das bei der Anmeldung mit einem Code für einen Tag wählen.
   *[other] Kein Browser ist vertraut. Sie können das bei der Anmeldung mit einem Code für { $days } Tage wählen.
}
trust-this = Dieser Browser
trust-since = Vertraut seit
trust-until = Vertraut bis
trust-end = Nicht mehr vertrauen
trust-end-label = { $browser } nicht mehr vertrauen
trust-end-all = Keinem mehr vertrauen

### Sessions

sessions-title = Sitzungen
sessions-lede = Überall, wo Sie angemeldet sind. Ist Ihnen eine Sitzung unbekannt, beenden Sie sie und ändern Sie Ihr Passwort.
sessions-this = Diese Sitzung
sessions-address = IP-Adresse
sessions-last-used = Zuletzt benutzt
sessions-began = Angemeldet
sessions-opened-by = Mit
sessions-end = Beenden
sessions-end-label = Die Sitzung in { $browser } beenden
sessions-end-others = Alle anderen beenden
factors-password = Passwort
factors-password-in-trusted-browser = Passwort, in einem vertrauten Browser
factors-password-and-code = Passwort und Code
factors-password-and-recovery-code = Passwort und Wiederherstellungscode
factors-password-and-passkey = Passwort und Passkey
factors-passkey = Passkey
whereabouts-browser = { $browser } auf { $system }
whereabouts-unknown = Unbekannter Browser
whereabouts-place = { $browser }, { $address }

### The security log

warning-seal = Wenn nicht, versiegeln Sie Ihr Konto: Mit diesem Passwort kommt dann niemand mehr hinein.
warning-was-not-me = Das war ich nicht: versiegeln
security-log-title = Sicherheitsprotokoll
security-log-lede = { $days ->
    [one] Was am letzten Tag mit Ihrem Konto geschehen ist.
   *[other] Was in den letzten { $days }{"\u00A0"}Tagen mit Ihrem Konto geschehen ist.
}
security-log-filter = Anzeigen
security-log-all = Alles
security-log-sign-ins = Anmeldungen
security-log-misses = Abgelehnt
security-log-changes = Änderungen
security-log-none = Nichts dergleichen
security-log-pages = Seiten
security-log-newest = Neueste
security-log-older = Ältere
security-log-download = Als JSON herunterladen
event-registered = Konto erstellt
event-signed-in = Angemeldet
event-password-refused = Falsches Passwort
event-second-factor-missing = Richtiges Passwort, aber der zweite Faktor blieb aus
event-second-factor-refused = Richtiges Passwort, falscher zweiter Faktor
event-stepped-up = Identität bestätigt
event-signed-out = Abgemeldet
event-session-ended = Andere Sitzung beendet
event-other-sessions-ended = Alle anderen Sitzungen beendet
event-token-reused = Jemand hat eine Kopie dieser Sitzung verwendet, daher wurde sie beendet
event-two-factor-on = Zwei-Faktor-Authentifizierung aktiviert
event-authenticator-added = Authenticator hinzugefügt
event-authenticator-replaced = Authenticator ersetzt
event-authenticator-renamed = Authenticator umbenannt
event-authenticator-removed = Authenticator entfernt
event-passkey-added = Passkey hinzugefügt
event-passkey-renamed = Passkey umbenannt
event-passkey-removed = Passkey entfernt
event-passkey-copied = Passkey abgelehnt: Er wurde vielleicht kopiert
event-password-removed = Passwort entfernt
event-two-factor-off = Zwei-Faktor-Authentifizierung deaktiviert
event-checked-up = Code gezeigt, Wiederherstellungscodes zur Hand
event-letters-chosen = Benachrichtigungen gewählt
event-push-address-changed = Adresse der Push-Nachrichten geändert
event-recovery-begun = Wartezeit für verlorene zweite Faktoren begonnen
event-recovery-cancelled = Wartezeit für verlorene zweite Faktoren beendet
event-recovery-done = Verlorene zweite Faktoren entfernt
event-browser-trusted = Browser vertraut: Er wird nicht nach einem Code gefragt
event-trust-ended = Vertrauen in einen Browser beendet
event-trust-reused = Jemand hat eine Kopie des Vertrauens in einen Browser verwendet, daher wurde es beendet
event-recovery-codes-replaced = Neue Wiederherstellungscodes erstellt
event-recovery-code-used = Wiederherstellungscode verwendet
event-password-changed = Passwort geändert
event-password-reset-issued = Link für ein neues Passwort erstellt
event-password-reset = Passwort über einen Link ersetzt
event-name-changed = Name geändert
event-email-changed = E-Mail-Adresse geändert
event-email-restored = Frühere E-Mail-Adresse wieder eingesetzt
event-sealed = Konto versiegelt
event-unsealed = Siegel geöffnet
event-exported = Daten heruntergeladen
event-deletion-ordered = Löschung beauftragt
event-deletion-cancelled = Löschung zurückgenommen
event-approval-asked = Konto erstellt, wartet auf Freigabe
event-approved = Konto freigegeben
event-disabled = Konto gesperrt
event-enabled = Sperre des Kontos aufgehoben
event-unlocked = Gezählte Fehlversuche zurückgesetzt
event-role-given = Zum Administrator ernannt
event-role-taken = Kein Administrator mehr
event-groups-changed = Gruppen geändert
event-all-sessions-ended = Alle Sitzungen beendet
event-service-restored = Der Dienst kam aus einer Sicherung zurück
event-new-device = Neuer Browser
actor-operator = durch einen Betreiber dieses Dienstes
actor-service = durch den Dienst selbst
warning-title = Jemand kennt Ihr Passwort
warning-text = Ihr Passwort wurde hier eingegeben, und der zweite Faktor blieb aus. Waren Sie das?
warning-was-me = Das war ich

### Changing name, address and password

profile-name-title = Namen ändern
profile-name-lede = Der Name, mit dem Sie hier angesprochen werden.
profile-name-button = Namen ändern
profile-email-title = E-Mail-Adresse ändern
profile-email-lede = Sie melden sich danach mit der neuen Adresse an und werden überall sonst abgemeldet.
profile-email-lede-by-mail = An die neue Adresse geht eine E-Mail. Sobald Sie ihrem Link gefolgt sind, melden Sie sich mit dieser Adresse an und werden überall sonst abgemeldet.
profile-email-now = Jetzt: { $email }
profile-email-button = Adresse ändern
password-title = Passwort ändern
password-lede = Sie werden überall sonst abgemeldet.
password-button = Passwort ändern

### The seal

seal-link = Das war ich nicht
seal-title = Konto versiegeln
seal-lede = War jemand anderes in Ihrem Konto oder kennt jemand Ihr Passwort? Ein Knopfdruck schließt das Konto.
seal-alone-title = Ein Konto ohne zweiten Faktor lässt sich nicht versiegeln.
seal-alone-text = Nichts könnte es wieder öffnen. Ändern Sie stattdessen Ihr Passwort: Damit werden alle anderen sofort abgemeldet.
seal-ends-sessions = Alle werden sofort abgemeldet, auch Sie, und bekannte Browser werden vergessen.
seal-refuses-password = Ihr Passwort öffnet nichts mehr.
seal-opened-by = Ihr zweiter Faktor oder ein Wiederherstellungscode öffnet das Siegel, zusammen mit einem neuen Passwort.
seal-by-link-title = Konto per Link versiegeln
seal-by-link-opened-by = Ein zweiter Faktor öffnet es, zusammen mit einem neuen Passwort. Ohne ihn fordern Sie bei der Anmeldung ein neues Passwort an.
letter-code-label = Link oder Code aus der E-Mail
letter-code-hint = Fügen Sie den ganzen Link ein, oder was hinter seinem # steht.
seal-button = Jetzt versiegeln
sealed-title = Ihr Konto ist versiegelt
sealed-lede = Niemand ist darin angemeldet, und das Passwort allein öffnet nichts.
sealed-first = Nehmen Sie ein Gerät, dem Sie vertrauen, und denken Sie sich ein neues Passwort aus.
sealed-second = Melden Sie sich noch einmal mit dem alten Passwort an. Sie werden nach dem zweiten Faktor und nach dem neuen Passwort gefragt.
sealed-third = Lesen Sie dann Ihr Sicherheitsprotokoll und ersetzen Sie Ihre Wiederherstellungscodes, falls jemand sie gesehen haben könnte.
sealed-button = Siegel öffnen
unseal-title = Siegel öffnen
unseal-lede = Dieses Konto ist versiegelt. Ihr zweiter Faktor und ein neues Passwort öffnen es.
unseal-button = Öffnen und anmelden

### A forgotten password

forgotten-link = Passwort vergessen?
forgotten-title = Passwort vergessen
forgotten-lede = Sie erhalten eine E-Mail mit einem Link, über den Sie ein neues wählen.
forgotten-button = E-Mail senden
notice-reset-asked = Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail unterwegs. Ihr Link gilt einmal, 30{"\u00A0"}Minuten lang. Sehen Sie auch im Spam-Ordner nach.

register-confirm-title = Adresse bestätigen
register-confirm-lede = Den Link dafür haben Sie per E-Mail bekommen.
register-confirm-password-title = Ihr Passwort wählen
confirm-email-title = Neue Adresse bestätigen
confirm-email-lede = Sie melden sich danach mit der neuen Adresse an und werden überall sonst abgemeldet.
confirm-email-button = Diese Adresse verwenden
confirm-email-sign-in = Melden Sie sich zuerst bei Ihrem Konto an. Folgen Sie dann dem Link der E-Mail noch einmal.

letters-title = Benachrichtigungen
letters-lede = Sie gehen per E-Mail an { $email }.
letters-always = Was ändert, wer in Ihr Konto kommt, oder nach einem Fremden aussieht, erfahren Sie immer.
letters-optional = Auch über das informieren, was ich selbst getan habe: eine Anmeldung mit neuem Browser und zweitem Faktor, ein Download meiner Daten, eine zurückgenommene Löschung.
letters-button = Speichern
letters-lede-by-push = Sie kommen als Push-Nachricht.

push-title = Push-Nachrichten
push-lede = Dieselben Benachrichtigungen, sofort auf dem Telefon: über ntfy oder Gotify, deren Server Sie auch selbst betreiben können.
push-now = Sie gehen an { $host }, seit { $since }.
push-none = Sie bekommen keine.
push-unreadable = Ihre Adresse lässt sich nicht mehr verwenden. Geben Sie eine andere ein.
push-link = Wählen, wohin sie gehen
push-address-label = Adresse für Push-Nachrichten
push-address-hint = Die eines Themas von ntfy, etwa https://ntfy.sh/THEMA, oder einer Anwendung von Gotify, etwa https://gotify.example.com/message?token=TOKEN. Leer bekommen Sie keine.
push-private = Wer diesen Server betreibt, kann die Nachrichten lesen, und ebenso, wer den Namen eines offenen Themas errät. Nichts darin öffnet Ihr Konto.
push-hosts = Dieser Dienst schickt sie nur an { $hosts }.
push-address-malformed = Das muss die Adresse eines Themas von ntfy oder einer Anwendung von Gotify sein und mit https:// beginnen.
push-address-not-allowed = Dorthin schickt dieser Dienst keine Push-Nachrichten.
push-recovery-how = Wenn Sie das nicht waren, melden Sie sich an: Das beendet es. Ändern Sie dann Ihr Passwort: Jemand kennt es.
push-many-text = Bis { $when } ist mit Ihrem Konto so viel geschehen, dass eine Stunde lang keine weiteren Push-Nachrichten geschickt werden. Alles steht in Ihrem Sicherheitsprotokoll.

recovery-link = Telefon und Wiederherstellungscodes verloren?
recovery-wait-title = Telefon und Wiederherstellungscodes verloren
recovery-wait-lede = Auch ohne sie kommen Sie wieder hinein: indem Sie warten.
recovery-effect = Nach { $hours }{"\u00A0"}Stunden werden Ihre Authenticator-Apps und Wiederherstellungscodes entfernt und alle abgemeldet. Sie melden sich dann mit dem Passwort an und richten zuerst einen neuen zweiten Faktor ein.
recovery-told = Wer beim Konto angemeldet ist, erfährt es sofort, und an sein Postfach wird es jeden Tag geschrieben.
recovery-told-without-mail = Wer beim Konto angemeldet ist, erfährt es sofort.
recovery-void = Jede Anmeldung mit einem zweiten Faktor beendet es, ebenso ein Knopfdruck von jemandem, der es erfährt.
recovery-by-mail = An die Adresse des Kontos geht eine E-Mail: Mit ihrem Link beginnt die Wartezeit.
recovery-begin = Wartezeit beginnen
recovery-under-way = Die Wartezeit läuft. Sie endet { $when }: Melden Sie sich dann mit Ihrem Passwort an.
recovery-link-title = Wartezeit für verlorene zweite Faktoren beginnen
recovery-stop-title = Ihre zweiten Faktoren behalten
recovery-stop-lede = Jemand mit Ihrem Passwort hat angegeben, Telefon und Wiederherstellungscodes seien verloren, und Sie waren es nicht?
recovery-stop = Beenden
recovery-alarm-title = Jemand gibt an, Ihr Telefon und Ihre Wiederherstellungscodes seien verloren
recovery-alarm-text = Diese Person kennt Ihr Passwort. Ihre zweiten Faktoren werden { $when } entfernt, wenn Sie es nicht beenden. Waren Sie es nicht, ändern Sie auch Ihr Passwort.

undo-title = Frühere Adresse wieder einsetzen
undo-lede = Jemand hat Ihrem Konto eine andere E-Mail-Adresse gegeben, und das waren nicht Sie?
undo-effect = Diese Adresse gehört wieder zu dem Konto, und alle werden abgemeldet.
undo-next = Ihr Passwort ändert sich dadurch nicht: Wählen Sie danach ein neues, denn wer das getan hat, kennt es vielleicht.
undo-button = Wieder einsetzen
notice-email-restored = Diese Adresse gehört wieder zu dem Konto, und alle sind abgemeldet. Fordern Sie jetzt ein neues Passwort an.

### Letters

letter-greeting = Guten Tag, { $name },
letter-greeting-without-name = Guten Tag,
letter-footer = { $app } sendet dies zu Ihrer Sicherheit: { $address }. Antworten liest niemand.
letter-when = Wann: { $when }.
letter-when-and-where = Wann und von wo: { $when }, { $place }.
letter-happened = Mit Ihrem Konto ist dies geschehen: { $what }.
letter-new-device-title = Anmeldung mit einem neuen Browser
letter-new-device = Jemand hat sich mit einem Browser bei Ihrem Konto angemeldet, der dafür noch nicht benutzt wurde.
letter-password-known = Jemand hat das richtige Passwort Ihres Kontos eingegeben, dann aber nicht den zweiten Faktor. Ihr Konto ist sicher, solange es der zweite Faktor ist.
letter-not-you = Wenn Sie das waren, ist nichts zu tun. Wenn nicht, ändern Sie sofort Ihr Passwort.
letter-not-you-seal = Wenn Sie das waren, ist nichts zu tun. Wenn nicht, versiegeln Sie Ihr Konto: Alle werden sofort abgemeldet, und das Passwort öffnet nichts mehr, bis Sie das Konto wieder öffnen.
letter-sealed-how = Ihr zweiter Faktor oder ein Wiederherstellungscode öffnet es, zusammen mit einem neuen Passwort. Ohne zweiten Faktor fordern Sie bei der Anmeldung ein neues Passwort an.
letter-seal-button = Das war ich nicht: mein Konto versiegeln
letter-undo-how = Wenn Sie das waren, ist nichts zu tun. Wenn nicht, setzen Sie diese Adresse innerhalb einer Woche wieder ein: Alle werden abgemeldet, und Sie wählen ein neues Passwort.
letter-undo-button = Das war ich nicht: diese Adresse wieder einsetzen
letter-former-address = Sie erhalten diese E-Mail, weil diese Adresse bis jetzt zu dem Konto gehörte.
letter-many-title = Mit Ihrem Konto ist mehr geschehen
letter-many-text = Bis { $when } ist mit Ihrem Konto so viel geschehen, dass eine Stunde lang keine weiteren E-Mails geschrieben werden. Alles steht in Ihrem Sicherheitsprotokoll.
letter-reset-title = Neues Passwort wählen
letter-reset-asked = Jemand hat für Ihr Konto ein neues Passwort angefordert.
letter-reset-how = Der folgende Link gilt einmal, bis eine halbe Stunde nach der Anforderung. Haben Sie die Zwei-Faktor-Authentifizierung aktiviert, werden Sie weiterhin danach gefragt.
letter-reset-not-you = Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.
letter-reset-button = Neues Passwort wählen
letter-confirm-title = Adresse bestätigen
letter-confirm-asked = Jemand möchte mit dieser Adresse ein Konto anlegen.
letter-confirm-how = Wenn Sie das sind, folgen Sie innerhalb eines Tages dem Link und wählen Sie Ihr Passwort.
letter-confirm-not-you = Wenn Sie das nicht waren, tun Sie nichts: Ohne den Link wird kein Konto angelegt.
letter-confirm-button = Adresse bestätigen
letter-address-title = Neue Adresse bestätigen
letter-address-asked = Jemand möchte diese Adresse für das eigene Konto verwenden.
letter-address-how = Wenn Sie das sind, folgen Sie innerhalb eines Tages dem Link, in einem Browser, in dem Sie angemeldet sind.
letter-address-not-you = Wenn Sie das nicht waren, tun Sie nichts: Ohne den Link ändert sich nichts.
letter-address-button = Adresse bestätigen
letter-in-use-title = Sie haben bereits ein Konto
letter-in-use-asked = Jemand möchte diese Adresse für ein Konto verwenden, aber sie hat bereits eines: Ihres.
letter-in-use-how = Wenn Sie das waren, melden Sie sich an. Sollten Sie das Passwort vergessen haben, fordern Sie dort ein neues an.
letter-in-use-not-you = Wenn Sie das nicht waren, tun Sie nichts: Nichts hat sich geändert, und niemand hat erfahren, dass Sie ein Konto haben.
letter-recovery-until = Ihre zweiten Faktoren werden { $when } entfernt und alle abgemeldet, wenn es niemand beendet.
letter-recovery-how = Wenn Sie das waren, brauchen Sie nur zu warten. Wenn nicht, beenden Sie es über den folgenden Link oder durch eine Anmeldung, und ändern Sie Ihr Passwort: Jemand kennt es.
letter-recovery-asked = Jemand hat das Passwort Ihres Kontos eingegeben und gibt an, Telefon und Wiederherstellungscodes seien verloren.
letter-recovery-begin-how = Wenn Sie das waren, beginnen Sie die Wartezeit innerhalb eines Tages über den folgenden Link.
letter-recovery-not-you = Wenn Sie das nicht waren, tun Sie hier nichts und ändern Sie Ihr Passwort: Jemand kennt es.

### A new password by a link

reset-code-title = Link für ein neues Passwort
reset-title = Neues Passwort wählen
reset-code-lede = Den Link dafür haben Sie per E-Mail oder von den Betreibern dieses Dienstes bekommen.
reset-code-label = Link oder Code
reset-code-hint = Fügen Sie den ganzen Link ein oder das, was nach dem # steht.
reset-code-button = Weiter
reset-lede = Für das Konto von { $email }.
reset-button = Neues Passwort speichern
reset-to-sign-in = Zurück zur Anmeldung

### One’s data, and leaving

personal-data-title = Daten herunterladen
personal-data-lede = Alles, was dieser Dienst über Sie speichert, als JSON. Passwörter, Schlüssel und Codes sind nicht dabei.
personal-data-button = Herunterladen
deletion-title = Konto löschen
deletion-lede = { $days ->
    [one] Ihr Konto wird nach { $days }{"\u00A0"}Tag mit allem darin gelöscht. Eine Anmeldung bis dahin nimmt das zurück.
   *[other] Ihr Konto wird nach { $days }{"\u00A0"}Tagen mit allem darin gelöscht. Eine Anmeldung bis dahin nimmt das zurück.
}
deletion-lede-at-once = Ihr Konto wird sofort mit allem darin gelöscht. Nichts bringt es zurück.
deletion-text = Vielleicht möchten Sie vorher eine Kopie behalten:
deletion-button = Konto löschen
deletion-ordered-title = Auf Wiedersehen
deletion-ordered = { $days ->
    [one] Sie sind überall abgemeldet. Ihr Konto wird in { $days }{"\u00A0"}Tag gelöscht. Wenn Sie es sich anders überlegen, melden Sie sich vorher an.
   *[other] Sie sind überall abgemeldet. Ihr Konto wird in { $days }{"\u00A0"}Tagen gelöscht. Wenn Sie es sich anders überlegen, melden Sie sich vorher an.
}
deleted-at-once = Ihr Konto ist gelöscht.

### Pages that stand in for another

error-not-allowed-title = So geht es nicht
error-not-allowed = Diese Adresse nimmt solche Anfragen nicht an. Gehen Sie zurück und verwenden Sie die Schaltflächen der Seite.
error-cross-site-title = Es wurde nichts ausgeführt
error-cross-site = Dieses Formular wurde von einer anderen Website gesendet. Wenn Sie das waren, öffnen Sie die Seite hier und senden Sie das Formular noch einmal.
error-raced-title = Bitte noch einmal
error-raced = Eine andere von Ihnen geöffnete Seite war gerade schneller, daher wurde nichts ausgeführt. Gehen Sie zurück und senden Sie das Formular noch einmal.
error-too-large-title = Das war zu viel
error-too-large = Ihre Eingabe ist umfangreicher, als dieses Formular zulässt. Es wurde nichts gespeichert. Gehen Sie zurück und kürzen Sie sie.
error-unreadable-title = Das war nicht lesbar
error-unreadable = Das Formular ist nicht vollständig angekommen. Gehen Sie zurück und senden Sie es noch einmal.
error-other-host-title = Nicht unter dieser Adresse
error-other-host = Dieser Dienst ist unter einer anderen Adresse erreichbar. Wenn Sie ihn betreiben, setzen Sie public_url auf die Adresse, die Sie eingegeben haben.
error-application-title = Die Anwendung antwortet nicht
error-application-unreachable = Sie ist im Augenblick nicht erreichbar. Versuchen Sie es später erneut.
error-application-late = Es hat zu lange gedauert. Was Sie gesendet haben, kann trotzdem angekommen sein.
error-application-busy = Sie hat gerade zu viel zu tun. Versuchen Sie es bald erneut.
error-not-found-title = Diese Seite gibt es nicht
error-not-found = Vielleicht enthält die Adresse einen Tippfehler, oder die Seite ist nicht mehr vorhanden.
error-two-factor-title = Zuerst noch ein Schritt
error-two-factor = Bei diesem Dienst ist die Zwei-Faktor-Authentifizierung für alle Pflicht. Richten Sie sie in Ihrem Konto ein.
error-sign-in-title = Bitte zuerst anmelden
error-sign-in = Dafür müssen Sie angemeldet sein.
error-unavailable-title = Gleich wieder da
error-unavailable = Der Dienst kann gerade nicht antworten. Es wurde nichts geändert. Versuchen Sie es in Kürze erneut.
error-broken-title = Etwas ist schiefgegangen
error-broken = Der Fehler liegt bei uns und wurde protokolliert. Es wurde nichts geändert. Versuchen Sie es in Kürze erneut.
error-refused-title = Es wurde nichts ausgeführt
error-refused = Die Anfrage wurde abgelehnt. Gehen Sie zurück und versuchen Sie es erneut.

### The description of the API

api-nav = API
api-title = Die API
api-lede = Was die Seiten können, für Programme: JSON in beide Richtungen, Sitzungen über Cookies.
api-for-machines = Die vollständige Beschreibung, maschinenlesbar:

### The example application: posts

posts-nav = Beiträge
posts-title = Beiträge
posts-heading = Ihre Beiträge
posts-lede = Nur für Sie sichtbar.
posts-write = Beitrag schreiben
posts-post-title = Titel
posts-post-text = Text
posts-publish = Veröffentlichen
posts-publishing = Wird veröffentlicht{"\u00A0"}…
posts-title-empty = Geben Sie Ihrem Beitrag einen Titel.
posts-text-empty = Schreiben Sie etwas.
posts-list = Veröffentlichte Beiträge
posts-none-title = Noch keine Beiträge
posts-none-text = Ihr erster Beitrag erscheint hier.
posts-pages = Seiten
posts-newest = Neueste Beiträge
posts-older = Ältere Beiträge
posts-remove = Löschen
posts-remove-label = „{ $title }“ löschen
posts-published = Ihr Beitrag ist veröffentlicht.
posts-removed = Ihr Beitrag ist gelöscht.

### Passkeys

passkey-use = Passkey benutzen
passkey-sign-in = Mit einem Passkey anmelden
passkey-or = oder
passkey-or-code = oder ein Code
passkey-without-javascript = Ihr Passkey braucht JavaScript, das in diesem Browser ausgeschaltet ist.
passkey-stopped = Es ist nichts geschehen: Die Frage wurde geschlossen oder hat zu lange gedauert. Versuchen Sie es noch einmal, wenn Sie bereit sind.
passkey-present = Dieses Gerät hat schon einen Passkey für Ihr Konto. Sie können ihn so benutzen.
passkey-failed = Der Browser konnte hier keinen Passkey benutzen. Versuchen Sie es noch einmal oder nehmen Sie einen anderen Weg.
passkey-elsewhere = Passkeys funktionieren nur unter { $address }. Öffnen Sie diese Adresse.
passkey-offer-title = Nächstes Mal schneller anmelden
passkey-offer-text = Dieses Gerät kann einen Passkey für Sie aufbewahren: Nächstes Mal genügen Fingerabdruck, Gesicht oder PIN, und keine nachgemachte Website kann ihn stehlen.
passkey-offer-button = Passkey anlegen
passkey-offer-later = Nicht jetzt
passkeys-title = Passkeys
passkeys-lede = Ein Passkey meldet Sie mit Fingerabdruck, Gesicht oder PIN an. Er funktioniert nur auf dieser Website und kann daher an keine Nachahmung verraten werden.
passkeys-change = Ihre Passkeys ändern
passkeys-add = Passkey hinzufügen
passkeys-nameless = Passkey
passkeys-synced = Synchronisiert
passkeys-of-device = Nur dieses Gerät
passkeys-need-name = Passkeys gelten für Namen, und dieser Dienst wird über eine IP-Adresse oder unverschlüsselt erreicht. Wer ihn betreibt, kann das ändern.
passkeys-need-javascript = Um einen Passkey anzulegen, schalten Sie JavaScript in diesem Browser ein.
passkeys-new-title = Passkey hinzufügen
passkeys-new-lede = Ihr Gerät fragt nach Fingerabdruck, Gesicht oder PIN und bewahrt den Schlüssel auf.
passkeys-new-how = Er tritt beim Anmelden an die Stelle von Passwort und Code. Sie können beide weiterhin benutzen.
passkeys-new-phishing = Er lässt sich nicht abfischen: Ihr Browser benutzt ihn hier und nirgends sonst.
passkeys-new-first = Die Zwei-Faktor-Authentifizierung ist dann an, und Sie erhalten Wiederherstellungscodes für den Tag, an dem Sie das Gerät verlieren.
passkeys-new-button = Passkey anlegen
passkeys-rename-title = Passkey umbenennen
passkeys-full = Sie haben { $most } Passkeys. Entfernen Sie einen, um einen anderen hinzuzufügen.

### What one signs in with

ways-title = Womit Sie sich anmelden
ways-passkey = Passkey
ways-last-used = zuletzt benutzt
ways-no-password = Keines: Passkeys allein melden Sie an
password-choose-title = Passwort wählen
password-choose-lede = Ihre Passkeys funktionieren weiter. Überall sonst werden Sie abgemeldet.
password-without-title = Ohne Passwort auskommen
password-without-text = Ein Passwort, das es nicht gibt, kann niemand raten oder stehlen. Dafür brauchen Sie zwei Passkeys, oder einen und Ihre Wiederherstellungscodes. Sie können jederzeit wieder ein Passwort wählen.
password-without-letters = Dieser Dienst verschickt keine E-Mails: Wenn Sie alle Passkeys verlieren, kann nur sein Betreiber Sie wieder ein Passwort wählen lassen.
password-without-button = Mein Passwort entfernen

### The administration

nav-admin = Verwaltung
admin-title = Verwaltung
admin-people = Personen
admin-invitations = Einladungen
admin-log = Protokoll
admin-people-lede = Alle, die hier ein Konto haben.
admin-somebody-waits = Jemand wartet auf Freigabe.
admin-show-waiting = Zeigen, wer
admin-search-label = Nach Name oder E-Mail-Adresse suchen
admin-search-button = Suchen
admin-filter = Zeigen
admin-which-all = Alle
admin-which-waiting = Warten auf Freigabe
admin-which-disabled = Gesperrt
admin-which-sealed = Versiegelt
admin-which-without-second-factor = Ohne zweiten Faktor
admin-which-leaving = Werden gelöscht
admin-which-administrators = Administratoren
admin-which-declared = In einer Datei festgelegt
admin-nobody = Niemand dergleichen
admin-first-page = Erste Seite
admin-next-page = Nächste Seite
admin-badge-administrator = Administrator
admin-badge-waiting = Wartet auf Freigabe
admin-badge-disabled = Gesperrt
admin-badge-sealed = Versiegelt
admin-badge-leaving = Wird gelöscht
admin-badge-without-second-factor = Kein zweiter Faktor
admin-badge-declared = In einer Datei festgelegt
admin-facts = Konto
admin-created = Konto seit
admin-email = E-Mail-Adresse
admin-email-confirmed = Bestätigt
admin-email-unconfirmed = Nicht bestätigt
admin-password = Passwort
admin-password-chosen = Gewählt
admin-password-none = Keines
admin-second-factors = Zweite Faktoren
admin-factor-authenticator = Authenticator
admin-factor-passkey = Passkey
admin-factor-none = Keine
admin-leaves = Wird gelöscht am
admin-deeds = Was Sie tun können
admin-deeds-text = Vergewissern Sie sich, wer darum bittet. Alles davon steht im eigenen Protokoll der Person.
admin-own-account = Das ist Ihr eigenes Konto. Sie ändern es hier:
admin-approve = Freigeben
admin-approve-text = Das Konto kann von da an benutzt werden.
admin-enable = Sperre aufheben
admin-enable-text = Das Konto kann wieder benutzt werden.
admin-unlock = Fehlversuche zurücksetzen
admin-unlock-text = Für jemanden, der nach falschen Passwörtern warten muss oder dessen Codes abgeschaltet sind: Das Zählen beginnt von vorn.
admin-reset-password = Link für ein neues Passwort erstellen
admin-reset-password-text = Sie geben ihn der Person. Er gilt einmal, für einen Tag, und fragt nach dem zweiten Faktor. Er öffnet auch ein Siegel.
admin-reset-second-factors = Alle zweiten Faktoren entfernen
admin-reset-second-factors-text = Für jemanden, der alle verloren hat. Bis ein neuer eingerichtet ist, öffnet das Passwort allein das Konto.
admin-end-sessions = Alle Sitzungen beenden
admin-end-sessions-text = Die Person meldet sich in jedem Browser neu an.
admin-seal = Versiegeln
admin-seal-text = Wenn jemand anderes im Konto ist: Jede Sitzung endet, und das Passwort öffnet nichts, bis die Person ein neues wählt.
admin-disable = Sperren
admin-disable-text = Jede Sitzung endet, und niemand kommt hinein, bis Sie die Sperre aufheben.
admin-give-role = Zum Administrator ernennen
admin-give-role-text = Administratoren tun für andere, was Sie tun können. Sie brauchen dafür einen zweiten Faktor.
admin-groups = Gruppen
admin-groups-text = Nach ihnen richten sich die Regeln von Anwendungen. Namen, durch Kommas getrennt.
admin-groups-save = Gruppen speichern
admin-take-role = Rolle entziehen
admin-take-role-text = Das Konto ist dann eines wie andere.
admin-delete = Konto löschen
admin-delete-text = Das Konto geht sofort, mit allem, was dazugehört, und seinem Protokoll. Das lässt sich nicht zurücknehmen.
admin-delete-title = Konto von { $email } löschen
admin-no-sessions = Niemand ist angemeldet.
admin-back = Zurück zur Liste
admin-done = Erledigt. Es steht im Protokoll der Person.
admin-unchanged = Es war schon so: Nichts hat sich geändert.
admin-deleted = Das Konto ist gelöscht.
admin-link = Link, einmal gezeigt
admin-reset-link-text = Geben Sie ihn der Person hinter { $email } und sonst niemandem.
admin-by-command-line = Befehlszeile
admin-by-somebody-gone = ein Administrator, den es nicht mehr gibt
admin-invitations-lede = Wer den Link einer Einladung hat, kann ein Konto anlegen.
admin-invitations-closed = Die Registrierung ist geschlossen: Keine Einladung gilt, solange die Einstellung das sagt.
admin-invitation-note = Für wen
admin-invitation-note-hint = Eine Notiz für die Administratoren. Wer eingeladen ist, sieht sie nicht.
admin-invitation-uses = Wie viele Personen
admin-invitation-days = Tage, bis sie abläuft
admin-invite = Einladung erstellen
admin-invited = Die Einladung ist erstellt.
admin-invitation-link-text = Geben Sie ihn denen, die Sie einladen. Sie sehen ihn nicht wieder.
admin-no-invitations = Keine Einladungen
admin-invitation-nameless = Ohne Notiz
admin-invitation-over = Vorbei
admin-invitation-used = von { $used } von { $most } benutzt
admin-invitation-until = bis
admin-withdraw = Zurückziehen
admin-withdraw-label = Einladung „{ $note }“ zurückziehen
admin-withdrawn = Die Einladung ist zurückgezogen.
admin-log-lede = Was mit den Konten dieses Dienstes geschieht.
confirm-for-administer = Sie sind dabei, Konten anderer zu verwalten.
admin-settings = Einstellungen
admin-settings-lede = Was gilt, ohne Geheimes. Einstellungen werden dort geändert, woher sie kommen, und gelten ab dem nächsten Start.
admin-setting-hidden = Verborgen
admin-setting-none = Nicht gesetzt
admin-setting-default = Standard
admin-health = Zustand
admin-health-lede = Was dieser Server von sich und seiner Datenbank sieht.
admin-health-ok = Der Dienst kann arbeiten.
admin-health-obstacle = Der Dienst kann nicht arbeiten: Sein Protokoll sagt, warum.
admin-health-doctor = Genauer sieht dies nach, auf dem Server selbst:
admin-health-version = Version
admin-health-sessions = Offene Sitzungen
admin-health-letters = Wartende E-Mails
admin-health-notices = Wartende Mitteilungen
admin-health-no-mail = E-Mail ist nicht eingerichtet
admin-health-unknown = Nicht bekannt
admin-health-clock = Die Uhr der Datenbank geht vor um
admin-health-seconds = { $seconds } s

gate-going = Weiter zu { $app }
gate-continue = Weiter
gate-needs-second-factor = { $app } verlangt einen zweiten Faktor
gate-set-up-first = Richten Sie zuerst die Zwei-Faktor-Anmeldung ein. Öffnen Sie dann { $app } noch einmal.
gate-needs-passkey = { $app } verlangt einen Passkey
gate-use-passkey = Bestätigen Sie mit einem Passkey Ihres Kontos, dass Sie es sind.
gate-add-passkey-first = Fügen Sie Ihrem Konto zuerst einen Passkey hinzu. Öffnen Sie dann { $app } noch einmal.
gate-denied = { $app } steht Ihnen nicht offen
gate-denied-text = Sie sind als { $email } angemeldet. Wer diesen Dienst betreibt, entscheidet, welche Konten sie öffnen dürfen.
gate-other-account = Ein anderes Konto verwenden
confirm-for-app = Die Anwendung will sicher sein, dass Sie es sind.
apps-title = Ihre Anwendungen
