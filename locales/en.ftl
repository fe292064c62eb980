# Every sentence that people read, in English: the text that the other languages translate. See docs/translating.md.
#
# A name begins with the page or part that it belongs to. A comment above a message says what its variables are. Code
# checks their names and types, so a translation may leave a variable out, but never add one.

### The language itself

# The language's name, in the language itself.
language-name = English
# "ltr" where text runs from left to right, "rtl" where it runs from right to left.
language-direction = ltr

### Numbers and dates

# Stands between groups of three digits, as in 10,000.
number-separator = ,
# The name of a month inside a date.
# $month (Number) - 1 to 12
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
# $day (Number) - 1 to 31
# $month (String) - the month's name
# $year (String) - four digits
date = { $day } { $month } { $year }
# $date (String) - see "date"
# $time (String) - hours and minutes, as in 17:05
date-time-utc = { $date }, { $time } UTC
# $count (Number) - 2 to 90
seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
# $count (Number) - 2 to 90
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
# $count (Number)
hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}

### Around every page

skip-to-content = Skip to content
nav-label = Main
nav-account = Account
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-register = Register
# Before the title of a page whose form was refused.
# $title (String) - the page's title
title-refused = Error: { $title }
footer-operator = Sign-in by Latchkey, run by the people who run this server.
footer-privacy = No trackers, no third parties.
footer-languages = Language
footer-imprint = Imprint
footer-privacy-policy = Privacy
cancel = Cancel
to-start-page = To the start page
try-again = Try again
back-to-account = Back to your account

### Forms

# Above the list of what is wrong with a form.
# $count (Number)
form-refused-title = { $count ->
    [one] Please check { $count } entry:
   *[other] Please check { $count } entries:
}
form-offline = The service could not be reached. Check your connection and try again.
form-checking = Checking…
email-label = E-mail
password-label = Password
password-show = Show password
password-show-short = Show
password-hide-short = Hide
new-password-label = New password
password-caps-lock = Caps Lock is on.
code-label = Code
code-sends-itself = It is sent by itself with the sixth digit.
recovery-code-label = Recovery code
# $digits (String)
code-or-recovery-code-hint = { $digits } digits from your authenticator app, or a recovery code

### What can be wrong with a field

name-empty = Type the name you want to be called by.
email-empty = Type your e-mail address.
email-malformed = This is not an e-mail address. It looks like name@example.com.
email-too-long = This is too long for an e-mail address.
email-taken = There is an account with this e-mail address already. Sign in instead? If you pressed the button twice, it is the one you just made.
password-empty = Type your password.
# $most (String) - a number
password-too-long = This password is too long: { $most } bytes at most.
# $fewest (Number)
password-too-short = { $fewest ->
    [one] Use at least { $fewest } character.
   *[other] Use at least { $fewest } characters. A few words in a row are easy to remember.
}
password-common = This password is among the first that are guessed. Choose another, such as a few unrelated words.
password-personal = This password is little more than your name, your e-mail address or the name of this service. Choose another.
password-unchanged = This is your present password. Choose another.
field-unchanged = This is what it is already.
code-empty = Type the 6 digits that your authenticator app shows.
code-malformed = A code has 6 digits.
recovery-code-empty = Type one of your recovery codes.
recovery-code-malformed = A recovery code has 24 letters and digits, in six groups of four.
reset-code-wrong = This is not the code of such a link. Copy the link once more, from beginning to end.
field-empty = Type something.
# $most (String) - a number
field-too-long = This is too long: { $most } characters at most.
# $fewest (String) - a number
field-too-short = This is too short: { $fewest } characters at least.
# $most (String) - a number
field-no-number = This is a whole number from 1 to { $most }.
field-unprintable = This holds characters that cannot be shown. Please remove them.
field-malformed = This cannot be read.
field-taken = This is taken.

### Why a form was refused

refused-wrong-credentials = This e-mail address and password do not belong together. Check both and try again.
refused-wrong-password = This is not your password.
refused-wrong-code = This code is not right. Type the one that your app shows now, and check that the phone’s clock is set automatically.
# $off (String) - a time, as in "94 seconds"
refused-clock-ahead = This code is of another time: the clock of your phone is about { $off } ahead. Let the phone set its time by itself, then type the next code.
# $off (String) - a time, as in "94 seconds"
refused-clock-behind = This code is of another time: the clock of your phone is about { $off } behind. Let the phone set its time by itself, then type the next code.
refused-code-used = This code was used already. Wait for the next one.
refused-wrong-recovery-code = This is not one of your unused recovery codes. Each of them works once.
# $wait (String) - a time, as in "30 seconds"
refused-too-many-attempts = Too many attempts. Try again in { $wait }.
refused-codes-disabled = Codes were wrong too often and are no longer taken. Sign in with one of your recovery codes.
refused-sign-in-over = This sign-in took too long, had too many tries, or was sent twice. Start again with your password and a new code.
refused-not-signed-in = Your session has ended. Sign in again to go on.
refused-second-factor-missing = Your second factor is needed for this. Sign in again to go on.
refused-step-up-needed = Confirm that it is you first.
refused-two-factor-required = Two-factor authentication is required for this account.
refused-already-on = Two-factor authentication is on already.
refused-not-on = Two-factor authentication is off.
refused-other-account = This link is for another account. Sign in to that one, and follow the link again.
refused-last-authenticator = This is your last second factor. To remove it, turn two-factor authentication off.
refused-no-passkeys = Passkeys are for names, and this service is reached by an IP address or without encryption. Whoever runs it can change that.
refused-passkey = This passkey was not accepted. Try again, or use another way.
refused-passkey-unknown = This passkey is not known here any more. Use another way, and delete it from your device.
refused-passkey-over = That took too long, or was sent twice. Try again.
refused-passkey-copied = This passkey has been used somewhere else in the meantime: somebody may have a copy of it. It was not accepted. Use another way, then remove it.
refused-passkey-taken = This passkey belongs to an account already.
refused-passkeys-needed = Without a password you need two passkeys, or one and recovery codes that you have kept.
refused-password-missing = Your account has no password, and needs one for this. Choose one first.
refused-sealed = This account is sealed. Open the seal with your second factor and a new password, or ask the people who run this service for a link.
refused-disabled = This account is disabled. Ask the people who run this service.
refused-awaits-approval = This account awaits its approval. You can sign in as soon as the people who run this service have approved it.
refused-registration-closed = Nobody can create an account here by themselves. Ask the people who run this service.
refused-invitation-over = This invitation was used up or withdrawn, or has expired. Ask for another one.
refused-own-account = This is your own account. You change it on its own pages, and another administrator can do this.
refused-last-administrator = This is the last administrator: nobody could administer this service any more. Make another one first.
refused-declared = A file declares this account: what it says is changed in that file.
refused-reset-over = This link was used already, was replaced by a newer one, or has expired. Ask for another.
refused-set-up-over = This set-up took too long, or was begun anew in another window. Start it again.
refused-codes-not-confirmed = Type one of the codes, or tick the box.
refused-codes-not-found = Without your recovery codes, a lost phone locks you out. If you cannot find them, make new ones below.
refused-not-found = This is not there any more.
refused-cross-site = This form was sent from another website, so nothing was done.
refused-raced = Another page of yours was just ahead, so nothing was done. Send it again.
# $most (String) - a number
refused-quota-reached = You have { $most } of these, and that is as many as there is room for. Remove some first.
refused-too-large = What you sent is too large. Nothing was saved.
refused-unreadable = The form could not be read. Load the page again and try once more.
refused-unavailable = The service cannot do this right now. Nothing was changed. Try again in a moment.

### Notices: what became of the last action

notice-sign-in-first = Sign in to see this page.
notice-session-ended = Your session has ended, so nothing was changed. Sign in to go on.
notice-two-factor-required = Two-factor authentication is required for this account. Set it up to go on.
notice-registered = Welcome. Your account is ready.
notice-registration-asked = A letter is on its way to that address. Follow its link within a day to choose your password. Look among the unwanted, too.
notice-recovery-code-used = You signed in with a recovery code. It does not work again.
notice-signed-out = You are signed out.
notice-two-factor-off = Two-factor authentication is off.
notice-set-up-cancelled = Nothing was changed. Two-factor authentication is off.
notice-authenticator-added = The new authenticator is ready. You are signed out everywhere else.
notice-authenticator-renamed = The authenticator has its new name.
notice-authenticator-removed = The authenticator is removed, and its codes are no longer taken. You are signed out everywhere else.
notice-authenticator-cancelled = Nothing was changed.
notice-passkey-added = The new passkey is ready. You are signed out everywhere else.
notice-passkey-renamed = The passkey has its new name.
notice-passkey-removed = The passkey is removed, and no longer accepted. You are signed out everywhere else.
notice-passkey-put-off = You will not be asked again for 30 days in this browser. “Add a passkey” below is always there.
notice-password-removed = Your password is removed. From now on your passkeys sign you in.
notice-recovery-codes-kept = Two-factor authentication is on and your recovery codes are kept.
notice-checked-up = Well kept. You are asked again in a year.
notice-checkup-put-off = You are asked again in a week.
notice-codes-not-shown = Recovery codes are shown once, right after they were made. Make new ones if you need to see some.

### The start page

home-title = Welcome
home-headline = Two steps to your door, and both keys are yours.
home-lede = Sign in with your password and a code from your phone. Whoever learns the one still lacks the other.
home-register = Create account
home-sign-in = Sign in
home-account = Your account
home-apps-title = Any authenticator app
home-apps = Scan a picture once. Google Authenticator, Aegis, 1Password and every other app for time-based codes will do.
home-recovery-title = A way back
home-recovery = Ten recovery codes let you in when the phone is lost. Each works once.
home-yours-title = Yours alone
home-yours = No trackers, no third parties. It works in every browser, with and without JavaScript.

### Signing in

sign-in-title = Sign in
# The title of the second step.
sign-in-code-title = Sign in: code
sign-in-recovery-code-title = Sign in: recovery code
sign-in-steps = Sign-in steps
sign-in-step-password = Password
# Said after the name of a step, to those who cannot see its tick.
sign-in-step-done = done
sign-in-step-code = Code
sign-in-step-recovery-code = Recovery code
# Said when the second step appears.
sign-in-now-code = Step 2 of 2: the code from your authenticator app.
sign-in-now-recovery-code = Step 2 of 2: a recovery code.
sign-in-button = Sign in
sign-in-continue = Continue
# $digits (String)
sign-in-code-hint = { $digits } digits from your authenticator app.
sign-in-recovery-code-hint = One of the codes that you kept when you turned two-factor authentication on. Each works once.
# $days (Number)
sign-in-trust = { $days ->
    [one] Do not ask me in this browser again today.
   *[other] Do not ask me in this browser again for { $days } days.
}
sign-in-use-recovery-code = Use a recovery code instead
sign-in-use-code = Use a code from the app instead
sign-in-start-over = Start over
sign-in-new-here = New here?
sign-in-register = Create an account

### Registering

register-title = Create account
register-lede = You get a letter with a link. It shows that the address is yours, and leads on to your password.
register-lede-approved = The people who run this service approve each new account before it can be used.
register-lede-invited = You need an invitation for this: a link from the people who run this service.
register-invitation = Invitation
register-invitation-hint = Paste the whole link of your invitation, or what stands behind its #.
register-invitation-optional = If you have one: the whole link, or what stands behind its #. With it your account needs no approval.
invitation-wrong = This is not the code of an invitation. Copy its link once more, from beginning to end.
notice-approval-asked = Your account is made, and awaits its approval by the people who run this service. Then you can sign in.
first-administrator-title = The first administrator
first-administrator-lede = Whoever has the link of this service’s log makes the account that administers it. The link works once.
first-administrator-code = Link or code of the log
first-administrator-next = Then turn on two-factor authentication: without it nobody administers anything.
register-name = Name
# $fewest (Number)
register-password-hint = { $fewest ->
    [one] At least { $fewest } character. Any characters. Spaces are welcome.
   *[other] At least { $fewest } characters. Any characters. Spaces are welcome.
}
register-button = Create account
register-waiting = Creating…
register-have-account = Do you have an account?
register-sign-in = Sign in

### Strength of a new password, while it is typed

# $missing (Number)
strength-too-short = { $missing ->
    [one] { $missing } more character is needed.
   *[other] { $missing } more characters are needed.
}
strength-guessable = Easy to guess. Choose something less common.
strength-fair = Long enough. One more word would make it strong.
strength-strong = A strong password.

### The account

account-title = Account
# $name (String) - the person's name
account-greeting = Hello, { $name }
account-details = Your details
account-name = Name
account-email = E-mail
account-since = Member since
account-two-factor = Two-factor authentication
account-on = On
account-off = Off
# $days (Number)
account-soon-required-title = { $days ->
    [one] One day left to set up two-factor authentication
   *[other] { $days } days left to set up two-factor authentication
}
# $date (String)
account-soon-required-text = From { $date } on this service asks everybody for it. Without it, your account then opens nothing but its set-up.
account-off-text = With a code from your phone as a second lock, a stolen password alone opens nothing.
account-set-up = Set up two-factor authentication
account-set-up-by-passkey = Set up with a passkey
account-authenticator = Authenticator app
account-recovery-codes = Recovery codes
# $left (Number)
# $all (Number)
account-codes-left = { $left } of { $all } left
account-codes-few = Few
account-new-codes = New recovery codes
account-turn-off = Turn off
# $left (Number)
account-few-codes-title = { $left ->
    [0] You have no recovery code left.
    [one] You have { $left } recovery code left.
   *[other] You have { $left } recovery codes left.
}
account-few-codes-text = Make new ones before the last is used, so that losing your phone never locks you out.
account-safety = Where and when
account-safety-text = See where you are signed in, and what has happened to your account.
account-change = Change
account-data = Your data, and leaving
notice-name-changed = Your name is changed.
notice-email-changed = Your e-mail address is changed. Sign in with the new one from now on. You are signed out everywhere else.
notice-email-asked = A letter is on its way to the new address. Follow its link within a day, signed in here. Until then your former address counts.
notice-letters-chosen = Your choice of notices is noted.
notice-push-chosen = A push message is on its way there. If none arrives within a minute, check the address.
notice-push-ended = You get no more push messages.
notice-recovery-asked = A letter is on its way to the address of the account. The wait begins by its link.
notice-recovery-begun = The wait has begun. Sign in with your password alone once it is over.
notice-recovery-stopped = The wait is stopped: your second factors stay. Change your password if somebody else knows it.
notice-password-changed = Your password is changed. You are signed out everywhere else.
notice-unsealed = The seal is open, and your new password is in force.
notice-password-reset = Your new password is in force. Sign in with it.
confirm-for-end-session = Confirming ends the session that you chose, at once.
confirm-and-end-session = Confirm and end session
confirm-for-end-others = Confirming signs you out everywhere but here, at once.
confirm-and-end-others = Confirm and end the others
notice-warning-answered = Good. You are not warned of that again.
notice-session-ended-by-person = The session has ended.
notice-other-sessions-ended = You are signed out everywhere but here.
notice-trust-ended = That browser is asked for a code again.
notice-all-trust-ended = Every browser is asked for a code again.

### Confirming who one is

confirm-title = Confirm that it is you
confirm-for-new-codes = Confirming makes ten new recovery codes. The ones you have stop working.
confirm-for-set-up = Confirming begins to set up two-factor authentication: you will see a new key for your authenticator app.
confirm-for-account = You are about to change how you sign in. The last time you proved who you are was a while ago.
confirm-button = Confirm
confirm-and-set-up = Confirm and set up
confirm-and-new-codes = Confirm and make new codes
confirm-for-add-authenticator = Confirming shows a key for one more authenticator app.
confirm-for-replace-authenticator = Confirming shows a new key. The authenticator you have works until the new one is ready.
confirm-for-remove-authenticator = Confirming removes the authenticator that you chose. Its codes are no longer taken.
confirm-and-show-key = Confirm and show key
confirm-and-remove-authenticator = Confirm and remove
confirm-for-add-passkey = Confirming leads to the page that makes a passkey.
confirm-for-remove-passkey = Confirming removes the passkey that you chose. It is no longer accepted.
confirm-for-remove-password = Confirming removes your password. Passkeys alone then sign you in, and you are signed out everywhere else.
confirm-and-remove-password = Confirm and remove password

### Setting up two-factor authentication

set-up-title = Set up two-factor authentication
set-up-lede = Your password stays as it is. From now on a code from an authenticator app comes second.
set-up-app-title = Open your authenticator app
set-up-app-text = Any app for time-based codes will do: Google Authenticator, Aegis, 1Password, Bitwarden and many others.
set-up-scan-title = Add this account to it
set-up-scan-text = Choose “add” or “+” in the app, and scan this picture:
set-up-picture = QR code for your authenticator app
set-up-same-device = Is the app on this device? Then there is nothing to scan:
set-up-open = Open in an authenticator app
set-up-by-hand = or type this key by hand
set-up-copy = Copy key
set-up-account = Account
set-up-type = Type
set-up-type-time = Time-based
set-up-code-title = Type the code that it shows
set-up-code-hint = 6 digits. A new code comes every 30 seconds.
# $seconds (String) - 1 to 30
set-up-countdown = The code changes in { $seconds } s.
set-up-next = Next you get ten recovery codes, for the day when the phone is lost.
set-up-button = Turn on

### Authenticators

authenticators-title = Authenticators
authenticators-lede = Apps that show codes for this account. With two of them, a lost phone locks nobody out.
authenticators-change = Change your authenticators
authenticators-add = Add an authenticator
# $most (Number)
authenticators-full = You have { $most } authenticators. Remove one to add another.
authenticators-added = Added
authenticators-last-used = Last used
authenticators-rename = Rename
# $name (String)
authenticators-rename-label = Rename { $name }
authenticators-replace = Replace
# $name (String)
authenticators-replace-label = Replace { $name }
authenticators-remove = Remove
# $name (String)
authenticators-remove-label = Remove { $name }
authenticators-name = Name
authenticators-name-hint = So that you know it again, such as “Pixel 9”. It may stay empty.
authenticators-rename-title = Rename authenticator
# $name (String)
authenticators-rename-lede = Now: { $name }
authenticators-rename-button = Change name
authenticators-add-title = Add an authenticator
authenticators-add-lede = A second phone, or a password manager. The ones you have go on working.
authenticators-add-button = Add
authenticators-replace-title = Replace an authenticator
authenticators-replace-lede = The one you have works until the new one shows its first code.
authenticators-replace-button = Replace
authenticators-next = You are then signed out everywhere else.

### Turning two-factor authentication off

turn-off-title = Turn off two-factor authentication
turn-off-lede = Your password alone will open your account again. Your recovery codes stop working, and you are signed out everywhere else.
turn-off-button = Turn off
turn-off-waiting = Turning off…

### Recovery codes

recovery-title = Recovery codes
recovery-heading = Keep your recovery codes
recovery-lede = Two-factor authentication is on. If you lose your phone, one of these codes lets you in instead. Each works once.
recovery-once-title = They are not shown again.
recovery-once-text = Put them where you keep important papers, or into a password manager. Not on the phone that they stand in for.
recovery-codes-label = Your codes
# $app (String) - the service's name
recovery-sheet-title = { $app } recovery codes
recovery-copy = Copy
recovery-download = Download
recovery-print = Print
recovery-kept-title = Are they kept?
recovery-type-one = Type one of the codes
recovery-type-one-hint = From where you keep them, so that you know they can be read.
recovery-or = or
recovery-stored = I have stored them in a safe place
recovery-continue = Continue
# The name of the downloaded file, without its ending.
recovery-file-name = recovery-codes
# $app (String) - the service's name
# $email (String)
recovery-file-title = { $app } recovery codes for { $email }
# $when (String) - a date and time
recovery-file-made = made on { $when }
recovery-file-text = Each of them lets you in once in place of a code from your phone.
copied = Copied
copy-by-hand = Copy the selected text by hand

### The checkup

checkup-title = Check that you can get back in
checkup-lede = Codes are no use in a drawer that nobody finds. Look now, while you can still mend it.
checkup-found = I have just looked: my recovery codes are where I kept them.
# $digits (String)
checkup-code-hint = { $digits } digits, from your authenticator app.
checkup-button = Done
checkup-lost = You cannot find them? Make new ones: the old ones stop working.
checkup-due-title = Could you still get in without your phone?
checkup-due-text = It takes a minute: a code from your app, and a look at where you keep your recovery codes.
checkup-due-button = Check now
checkup-later = Ask me in a week

### Trusted browsers

trust-title = Trusted browsers
trust-lede = These browsers are not asked for a code when you sign in: your password is enough there. Changes to your account still need a code.
# $days (Number)
trust-none = { $days ->
    [one] No browser is trusted. You can choose it for a day when you sign in with a code.
   *[other] No browser is trusted. You can choose it for { $days } days when you sign in with a code.
}
trust-this = This browser
trust-since = Trusted since
trust-until = Trusted until
trust-end = Stop trusting
# $browser (String) - as in "Firefox on Linux"
trust-end-label = Stop trusting { $browser }
trust-end-all = Stop trusting all

### Sessions

sessions-title = Sessions
sessions-lede = Everywhere that you are signed in. If you do not know one of them, end it and change your password.
sessions-this = This session
sessions-address = IP address
sessions-last-used = Last used
sessions-began = Signed in
sessions-opened-by = With
sessions-end = End
# $browser (String) - as in "Firefox on Linux"
sessions-end-label = End the session in { $browser }
sessions-end-others = End all others
factors-password = Password
factors-password-in-trusted-browser = Password, in a trusted browser
factors-password-and-code = Password and code
factors-password-and-recovery-code = Password and recovery code
factors-password-and-passkey = Password and passkey
factors-passkey = Passkey
# $browser (String)
# $system (String)
whereabouts-browser = { $browser } on { $system }
whereabouts-unknown = Unknown browser
# $browser (String) - as in "Firefox on Linux"
# $address (String) - an IP address
whereabouts-place = { $browser }, { $address }

### The security log

warning-seal = If not, seal your account: nobody gets in with this password any more.
warning-was-not-me = It was not me: seal
security-log-title = Security log
# $days (Number)
security-log-lede = { $days ->
    [one] What has happened to your account in the last day.
   *[other] What has happened to your account in the last { $days } days.
}
security-log-filter = Show
security-log-all = Everything
security-log-sign-ins = Sign-ins
security-log-misses = Refused
security-log-changes = Changes
security-log-none = Nothing of this kind
security-log-pages = Pages
security-log-newest = Newest
security-log-older = Older
security-log-download = Download as JSON
event-registered = Account created
event-signed-in = Signed in
event-password-refused = Wrong password
event-second-factor-missing = Right password, but the second factor did not follow
event-second-factor-refused = Right password, wrong second factor
event-stepped-up = Identity confirmed
event-signed-out = Signed out
event-session-ended = Ended another session
event-other-sessions-ended = Ended all other sessions
event-token-reused = Somebody used a copy of this session, so it was ended
event-two-factor-on = Two-factor authentication turned on
event-authenticator-added = Authenticator added
event-authenticator-replaced = Authenticator replaced
event-authenticator-renamed = Authenticator renamed
event-authenticator-removed = Authenticator removed
event-passkey-added = Passkey added
event-passkey-renamed = Passkey renamed
event-passkey-removed = Passkey removed
event-passkey-copied = Passkey refused: it may have been copied
event-password-removed = Password removed
event-two-factor-off = Two-factor authentication turned off
event-checked-up = Code shown, recovery codes at hand
event-letters-chosen = Notices chosen
event-push-address-changed = Address of push messages changed
event-recovery-begun = Wait for lost second factors begun
event-recovery-cancelled = Wait for lost second factors stopped
event-recovery-done = Lost second factors taken off
event-browser-trusted = Browser trusted: it is not asked for a code
event-trust-ended = Trust in a browser ended
event-trust-reused = Somebody used a copy of a browser’s trust, so the trust was ended
event-recovery-codes-replaced = New recovery codes made
event-recovery-code-used = Recovery code used
event-password-changed = Password changed
event-password-reset-issued = Link for a new password made
event-password-reset = Password replaced by a link
event-name-changed = Name changed
event-email-changed = E-mail address changed
event-email-restored = Former e-mail address put back
event-sealed = Account sealed
event-unsealed = Seal opened
event-exported = Data downloaded
event-deletion-ordered = Deletion ordered
event-deletion-cancelled = Deletion taken back
event-approval-asked = Account created, awaiting approval
event-approved = Account approved
event-disabled = Account disabled
event-enabled = Account enabled again
event-unlocked = Counted misses set back
event-role-given = Made administrator
event-role-taken = No longer administrator
event-groups-changed = Groups changed
event-all-sessions-ended = All sessions ended
event-service-restored = The service came back from a backup
event-new-device = New browser
actor-operator = by an operator of this service
actor-service = by the service itself
warning-title = Somebody knows your password
warning-text = Your password was typed here, and the second factor did not follow. Was that you?
warning-was-me = It was me

### Changing name, address and password

profile-name-title = Change your name
profile-name-lede = The name you are called by here.
profile-name-button = Change name
profile-email-title = Change your e-mail address
profile-email-lede = You sign in with the new address from then on, and are signed out everywhere else.
profile-email-lede-by-mail = A letter goes to the new address. Once you have followed its link, you sign in with that address, and are signed out everywhere else.
# $email (String)
profile-email-now = Now: { $email }
profile-email-button = Change address
password-title = Change your password
password-lede = You are signed out everywhere else.
password-button = Change password

### The seal

seal-link = It was not me
seal-title = Seal your account
seal-lede = Somebody else was in your account, or knows your password? One press closes it.
seal-alone-title = An account without a second factor cannot be sealed.
seal-alone-text = Nothing could open it again. Change your password instead: that signs out everybody else at once.
seal-ends-sessions = Everybody is signed out at once, you too, and known browsers are forgotten.
seal-refuses-password = Your password opens nothing any more.
seal-opened-by = Your second factor or a recovery code opens it, together with a new password.
seal-by-link-title = Seal your account by a link
seal-by-link-opened-by = A second factor opens it, together with a new password. Without one, ask for a new password at the sign-in.
letter-code-label = Link or code of the letter
letter-code-hint = Paste the whole link, or what stands behind its #.
seal-button = Seal now
sealed-title = Your account is sealed
sealed-lede = Nobody is signed in to it, and the password alone opens nothing.
sealed-first = Take a device that you trust, and think of a new password.
sealed-second = Sign in with the old password once more. You are asked for your second factor, and for the new password.
sealed-third = Then read your security log, and replace your recovery codes if somebody may have seen them.
sealed-button = Open the seal
unseal-title = Open the seal
unseal-lede = This account is sealed. Your second factor and a new password open it.
unseal-button = Open and sign in

### A forgotten password, and addresses to confirm

forgotten-link = Forgot your password?
forgotten-title = Forgot your password
forgotten-lede = You get a letter with a link to choose a new one.
forgotten-button = Send the letter
notice-reset-asked = If there is an account with this address, a letter is on its way. Its link works once, for 30 minutes. Look among the unwanted, too.

register-confirm-title = Confirm your address
register-confirm-lede = You got a link for this, in a letter.
register-confirm-password-title = Choose your password
confirm-email-title = Confirm your new address
confirm-email-lede = You sign in with the new address from then on, and are signed out everywhere else.
confirm-email-button = Use this address
confirm-email-sign-in = Sign in to your account first. Then follow the link of the letter again.

letters-title = Notices
# $email (String)
letters-lede = They go by mail to { $email }.
letters-always = You are always told of whatever changes who gets into your account, or looks like a stranger at it.
letters-optional = Also tell me about what I did myself: a sign-in with a new browser and my second factor, a download of my data, a deletion taken back.
letters-button = Save
letters-lede-by-push = They go by push message.

push-title = Push messages
push-lede = The same notices, at once on your phone, by ntfy or Gotify, whose server you may run yourself.
# $host (String)
# $since (String)
push-now = They go to { $host }, since { $since }.
push-none = You get none.
push-unreadable = Their address can no longer be used. Enter another one.
push-link = Choose where they go
push-address-label = Address for push messages
push-address-hint = That of a topic of ntfy, such as https://ntfy.sh/TOPIC, or of an application of Gotify, such as https://gotify.example.com/message?token=TOKEN. Leave it empty to get none.
push-private = Whoever runs that server can read the messages, and so can whoever guesses the name of an open topic. Nothing in them opens your account.
# $hosts (String)
push-hosts = This service sends them to { $hosts } only.
push-address-malformed = This must be the address of a topic of ntfy or of an application of Gotify, and begin with https://.
push-address-not-allowed = This service sends no push messages there.
push-recovery-how = If that was not you, sign in: that stops it. Then change your password: somebody knows it.
# $when (String)
push-many-text = So much happened to your account by { $when } that no more push messages are sent for an hour. Your security log has all of it.

recovery-link = Lost your phone and your recovery codes?
recovery-wait-title = Phone and recovery codes lost
recovery-wait-lede = Without them you can still get back in: by waiting.
# $hours (Number)
recovery-effect = After { $hours } hours your authenticators and recovery codes are taken off, and everybody is signed out. You then sign in with the password, and set up a new second factor first.
recovery-told = Everybody who is signed in to the account is told at once, and so is its mailbox, every day.
recovery-told-without-mail = Everybody who is signed in to the account is told at once.
recovery-void = Any sign-in with a second factor stops it, and so does one press of whoever is told.
recovery-by-mail = A letter goes to the address of the account: the wait begins by its link.
recovery-begin = Begin the wait
# $when (String)
recovery-under-way = The wait is under way. It ends { $when }: then sign in with your password.
recovery-link-title = Begin the wait for lost second factors
recovery-stop-title = Keep your second factors
recovery-stop-lede = Somebody with your password said that phone and recovery codes are lost, and it was not you?
recovery-stop = Stop it
recovery-alarm-title = Somebody says that your phone and recovery codes are lost
# $when (String)
recovery-alarm-text = They know your password. Your second factors are taken off { $when }, unless you stop it. If it was not you, change your password, too.

undo-title = Put your former address back
undo-lede = Somebody gave your account another e-mail address, and it was not you?
undo-effect = This address belongs to the account again, and everybody is signed out.
undo-next = Your password is not changed by that: choose a new one afterwards, since whoever did it may know it.
undo-button = Put it back
notice-email-restored = This address belongs to the account again, and everybody is signed out. Ask for a new password now.

### Letters

# $name (String)
letter-greeting = Hello { $name },
letter-greeting-without-name = Hello,
# $app (String)
# $address (String) - of the site
letter-footer = { $app } sends this for your safety: { $address }. Nobody reads answers to it.
# $when (String)
letter-when = When: { $when }.
# $when (String)
# $place (String) - as in "Firefox on Linux, 198.51.100.7"
letter-when-and-where = When and from where: { $when }, { $place }.
# $what (String) - as in "Password changed"
letter-happened = This happened to your account: { $what }.
letter-new-device-title = Signed in with a new browser
letter-new-device = Somebody signed in to your account with a browser that had not been used for it before.
letter-password-known = Somebody gave the right password of your account, and then not the second factor. Your account is safe as long as the second factor is.
letter-not-you = If that was you, there is nothing to do. If not, change your password at once.
letter-not-you-seal = If that was you, there is nothing to do. If not, seal your account: everybody is signed out at once, and the password opens nothing until you open it again.
letter-sealed-how = Your second factor or a recovery code opens it, together with a new password. Without a second factor, ask for a new password at the sign-in.
letter-seal-button = It was not me: seal my account
letter-undo-how = If that was you, there is nothing to do. If not, put this address back within a week: everybody is signed out, and you choose a new password.
letter-undo-button = It was not me: put this address back
letter-former-address = You get this letter because this address belonged to the account until now.
letter-many-title = More happened to your account
# $when (String)
letter-many-text = So much happened to your account by { $when } that no more letters are written for an hour. Your security log has all of it.
letter-reset-title = Choose a new password
letter-reset-asked = Somebody asked for a new password for your account.
letter-reset-how = The link below works once, until half an hour after it was asked for. If you have two-factor authentication, you are still asked for it.
letter-reset-not-you = If that was not you, do nothing: your password stays as it is.
letter-reset-button = Choose a new password
letter-confirm-title = Confirm your address
letter-confirm-asked = Somebody wants to create an account with this address.
letter-confirm-how = If that is you, follow the link below within a day, and choose your password.
letter-confirm-not-you = If that was not you, do nothing: without the link no account is created.
letter-confirm-button = Confirm the address
letter-address-title = Confirm your new address
letter-address-asked = Somebody wants to use this address for the account that they have.
letter-address-how = If that is you, follow the link below within a day, in a browser in which you are signed in.
letter-address-not-you = If that was not you, do nothing: without the link nothing changes.
letter-address-button = Confirm the address
letter-in-use-title = You already have an account
letter-in-use-asked = Somebody wants to use this address for an account, but it already has one: yours.
letter-in-use-how = If that was you, sign in. Should you have forgotten the password, ask for a new one there.
letter-in-use-not-you = If that was not you, do nothing: nothing has changed, and nobody was told that you have an account.
# $when (String)
letter-recovery-until = Your second factors are taken off { $when }, and everybody is signed out, unless somebody stops it.
letter-recovery-how = If that was you, there is nothing to do but wait. If not, stop it by the link below or by signing in, and change your password: somebody knows it.
letter-recovery-asked = Somebody gave the password of your account, and says that phone and recovery codes are lost.
letter-recovery-begin-how = If that was you, begin the wait by the link below within a day.
letter-recovery-not-you = If that was not you, do nothing here, and change your password: somebody knows it.

### A new password by a link

reset-code-title = Link for a new password
reset-title = Choose a new password
reset-code-lede = You got a link for this, in a letter or from the people who run this service.
reset-code-label = Link or code
reset-code-hint = Paste the whole link, or what stands behind its #.
reset-code-button = Go on
# $email (String) - an e-mail address
reset-lede = For the account of { $email }.
reset-button = Set new password
reset-to-sign-in = Back to signing in

### One’s data, and leaving

personal-data-title = Download your data
personal-data-lede = Everything that this service holds of you, as JSON. Passwords, keys and codes are left out.
personal-data-button = Download
deletion-title = Delete your account
# $days (Number)
deletion-lede = { $days ->
    [one] Your account is deleted with everything in it after { $days } day. Signing in until then takes that back.
   *[other] Your account is deleted with everything in it after { $days } days. Signing in until then takes that back.
}
deletion-lede-at-once = Your account is deleted at once with everything in it. Nothing brings it back.
deletion-text = You may want to keep a copy first:
deletion-button = Delete account
deletion-ordered-title = Goodbye
# $days (Number)
deletion-ordered = { $days ->
    [one] You are signed out everywhere. Your account is deleted in { $days } day. If you change your mind, sign in before.
   *[other] You are signed out everywhere. Your account is deleted in { $days } days. If you change your mind, sign in before.
}
deleted-at-once = Your account is deleted.

### Pages that stand in for another

error-not-allowed-title = Not like this
error-not-allowed = This address does not answer to that. Go back and use the page’s own buttons.
error-cross-site-title = Nothing was done
error-cross-site = This form was sent from another website. If that was you, open the page here and send it again.
error-raced-title = Once more
error-raced = Another page of yours was just ahead, so nothing was done. Go back and send it again.
error-too-large-title = That was too much
error-too-large = What you sent is larger than this form takes. Nothing was saved. Go back and make it shorter.
error-unreadable-title = That could not be read
error-unreadable = The form did not arrive whole. Go back and send it again.
error-other-host-title = Not under this address
error-other-host = This service answers to another address. If you run it, set its public_url to the one that you typed.
error-application-title = The application does not answer
error-application-unreachable = It cannot be reached at the moment. Try again later.
error-application-late = It took too long. What you sent may have arrived all the same.
error-application-busy = It has too much to do at the moment. Try again soon.
error-not-found-title = There is no such page
error-not-found = The address may be mistyped, or the page is gone.
error-two-factor-title = One thing first
error-two-factor = This service asks everybody for two-factor authentication. Set it up in your account.
error-sign-in-title = Sign in first
error-sign-in = You need to sign in for this.
error-unavailable-title = Back in a moment
error-unavailable = The service cannot answer right now. Nothing was changed. Try again in a moment.
error-broken-title = Something broke
error-broken = This is our fault and has been noted. Nothing was changed. Try again in a moment.
error-refused-title = Nothing was done
error-refused = This was refused. Go back and try again.

### The description of the API

api-nav = API
api-title = The API
api-lede = What the pages do, for programs: JSON in and out, sessions by cookies.
api-for-machines = The whole description, for machines:

### The example application: posts

posts-nav = Posts
posts-title = Posts
posts-heading = Your posts
posts-lede = Only you can see them.
posts-write = Write a post
posts-post-title = Title
posts-post-text = Text
posts-publish = Publish
posts-publishing = Publishing…
posts-title-empty = Give your post a title.
posts-text-empty = Write something.
posts-list = Published posts
posts-none-title = Nothing here yet
posts-none-text = Your first post will stand here.
posts-pages = Pages
posts-newest = Newest posts
posts-older = Older posts
posts-remove = Remove
# $title (String) - the post's title
posts-remove-label = Remove “{ $title }”
posts-published = Your post is published.
posts-removed = Your post is removed.

### Passkeys

passkey-use = Use a passkey
passkey-sign-in = Sign in with a passkey
passkey-or = or
passkey-or-code = or a code
passkey-without-javascript = Your passkey needs JavaScript, which is off in this browser.
passkey-stopped = Nothing was done: the question was closed, or took too long. Try again when you are ready.
passkey-present = This device has a passkey for your account already. You can use it as it is.
passkey-failed = The browser could not use a passkey here. Try again, or use another way.
# $address (String) - the origin
passkey-elsewhere = Passkeys work at { $address } alone. Open that address.
passkey-offer-title = Sign in faster next time
passkey-offer-text = This device can keep a passkey for you: next time its fingerprint, face or PIN is enough, and no copied website can steal it.
passkey-offer-button = Make a passkey
passkey-offer-later = Not now
passkeys-title = Passkeys
passkeys-lede = A passkey signs you in by fingerprint, face or PIN. It works on this site alone, so it cannot be given away to a copy of it.
passkeys-change = Change your passkeys
passkeys-add = Add a passkey
passkeys-nameless = Passkey
passkeys-synced = Synced
passkeys-of-device = This device only
passkeys-need-name = Passkeys are for names, and this service is reached by an IP address or without encryption. Whoever runs it can change that.
passkeys-need-javascript = To make a passkey, switch JavaScript on in this browser.
passkeys-new-title = Add a passkey
passkeys-new-lede = Your device asks for your fingerprint, face or PIN, and keeps the key.
passkeys-new-how = It takes the place of password and code when you sign in. You can go on using those, too.
passkeys-new-phishing = It cannot be phished: your browser uses it here, and nowhere else.
passkeys-new-first = Two-factor authentication is then on, and you get recovery codes for the day on which you lose the device.
passkeys-new-button = Make a passkey
passkeys-rename-title = Rename passkey
# $most (Number) - the limit
passkeys-full = You have { $most } passkeys. Remove one to add another.

### What one signs in with

ways-title = What you sign in with
ways-passkey = Passkey
ways-last-used = last used
ways-no-password = None: passkeys alone sign you in
password-choose-title = Choose a password
password-choose-lede = Your passkeys go on working. You are signed out everywhere else.
password-without-title = Go without a password
password-without-text = A password that is not there cannot be guessed or stolen. For that you need two passkeys, or one and your recovery codes. You can choose a password again at any time.
password-without-letters = This service sends no letters: should you lose every passkey, only its operator can let you choose a password again.
password-without-button = Remove my password

### The administration

nav-admin = Administration
admin-title = Administration
admin-people = People
admin-invitations = Invitations
admin-log = Log
admin-people-lede = Everybody who has an account here.
admin-somebody-waits = Somebody awaits approval.
admin-show-waiting = Show who
admin-search-label = Search by name or e-mail address
admin-search-button = Search
admin-filter = Show
admin-which-all = Everybody
admin-which-waiting = Awaiting approval
admin-which-disabled = Disabled
admin-which-sealed = Sealed
admin-which-without-second-factor = Without second factor
admin-which-leaving = To be deleted
admin-which-administrators = Administrators
admin-which-declared = Declared in a file
admin-nobody = Nobody like that
admin-first-page = First page
admin-next-page = Next page
admin-badge-administrator = Administrator
admin-badge-waiting = Awaits approval
admin-badge-disabled = Disabled
admin-badge-sealed = Sealed
admin-badge-leaving = To be deleted
admin-badge-without-second-factor = No second factor
admin-badge-declared = Declared in a file
admin-facts = Account
admin-created = Account since
admin-email = E-mail address
admin-email-confirmed = Confirmed
admin-email-unconfirmed = Not confirmed
admin-password = Password
admin-password-chosen = Chosen
admin-password-none = None
admin-second-factors = Second factors
admin-factor-authenticator = authenticator
admin-factor-passkey = passkey
admin-factor-none = None
admin-leaves = To be deleted on
admin-deeds = What you can do
admin-deeds-text = Make sure who is asking. Each of these stands in the person’s own log.
admin-own-account = This is your own account. You change it here:
admin-approve = Approve
admin-approve-text = The account can be used from then on.
admin-enable = Enable
admin-enable-text = The account can be used again.
admin-unlock = Set misses back
admin-unlock-text = For somebody who has to wait after wrong passwords, or whose codes are disabled: the counting begins anew.
admin-reset-password = Make a link for a new password
admin-reset-password-text = You give it to the person. It works once, for a day, and asks for the second factor. It opens a seal, too.
admin-reset-second-factors = Remove all second factors
admin-reset-second-factors-text = For somebody who has lost them all. Until a new one is set up, the password alone opens the account.
admin-end-sessions = End all sessions
admin-end-sessions-text = The person signs in again, in every browser.
admin-seal = Seal
admin-seal-text = If somebody else is in the account: every session ends, and the password opens nothing until the person chooses a new one.
admin-disable = Disable
admin-disable-text = Every session ends, and nobody gets in until you enable the account again.
admin-give-role = Make administrator
admin-give-role-text = Administrators do for others what you can. They need a second factor for it.
admin-groups = Groups
admin-groups-text = Rules of applications look at them. Names, separated by commas.
admin-groups-save = Save groups
admin-take-role = Take the role away
admin-take-role-text = The account is then one like others.
admin-delete = Delete the account
admin-delete-text = The account goes at once, with everything that belongs to it and its log. This cannot be taken back.
# $email (String)
admin-delete-title = Delete the account of { $email }
admin-no-sessions = Nobody is signed in.
admin-back = Back to the list
admin-done = Done. It stands in the person’s log.
admin-unchanged = It was so already: nothing has changed.
admin-deleted = The account is deleted.
admin-link = Link, shown once
# $email (String)
admin-reset-link-text = Give it to the person behind { $email }, and to nobody else.
admin-by-command-line = command line
admin-by-somebody-gone = an administrator who is gone
admin-invitations-lede = Whoever has the link of an invitation can create an account.
admin-invitations-closed = Registration is closed: no invitation works while the setting says so.
admin-invitation-note = For whom
admin-invitation-note-hint = A note for the administrators. Whoever is invited does not see it.
admin-invitation-uses = How many people
admin-invitation-days = Days until it expires
admin-invite = Make an invitation
admin-invited = The invitation is made.
admin-invitation-link-text = Give it to whom you invite. You will not see it again.
admin-no-invitations = No invitations
admin-invitation-nameless = Without note
admin-invitation-over = Over
# $used (Number)
# $most (Number)
admin-invitation-used = used by { $used } of { $most }
admin-invitation-until = until
admin-withdraw = Withdraw
# $note (String)
admin-withdraw-label = Withdraw the invitation “{ $note }”
admin-withdrawn = The invitation is withdrawn.
admin-log-lede = What happens to the accounts of this service.
confirm-for-administer = You are about to administer the accounts of others.
admin-settings = Settings
admin-settings-lede = What is in force, without what is secret. Settings are changed where they come from, and count from the next start.
admin-setting-hidden = Hidden
admin-setting-none = Not set
admin-setting-default = Default
admin-health = Health
admin-health-lede = What this server sees of itself and of its database.
admin-health-ok = The service can do its work.
admin-health-obstacle = The service cannot do its work: its log says why.
admin-health-doctor = This looks more closely, on the server itself:
admin-health-version = Version
admin-health-sessions = Open sessions
admin-health-letters = Letters that wait
admin-health-notices = Notices that wait
admin-health-no-mail = No mail is set up
admin-health-unknown = Not known
admin-health-clock = Clock of the database is ahead by
# $seconds (String)
admin-health-seconds = { $seconds } s

# The gate before applications. $app is what they are called.
# $app (String) - the application's name
gate-going = On to { $app }
gate-continue = Continue
# $app (String) - the application's name
gate-needs-second-factor = { $app } asks for a second factor
# $app (String) - the application's name
gate-set-up-first = Set up two-factor authentication first. Then open { $app } again.
# $app (String) - the application's name
gate-needs-passkey = { $app } asks for a passkey
gate-use-passkey = Confirm who you are with a passkey of your account.
# $app (String) - the application's name
gate-add-passkey-first = Add a passkey to your account first. Then open { $app } again.
# $app (String) - the application's name
gate-denied = { $app } is not open to you
# $email (String) - the address of the account
gate-denied-text = You are signed in as { $email }. Whoever runs this service decides which accounts may open it.
gate-other-account = Use another account
confirm-for-app = The application wants to be sure that it is you.
apps-title = Your applications
