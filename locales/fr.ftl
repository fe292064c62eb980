### La langue elle-même

language-name = Français
language-direction = ltr

### Nombres et dates

number-separator = {"\u202F"}
month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
date = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
date-time-utc = { $date } à { $time } UTC
seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}

### Autour de chaque page

skip-to-content = Aller au contenu
nav-label = Principale
nav-account = Compte
nav-sign-in = Connexion
nav-sign-out = Déconnexion
nav-register = Créer un compte
title-refused = Erreur{"\u00A0"}: { $title }
footer-operator = Connexion avec Latchkey, géré par les responsables de ce serveur.
footer-privacy = Aucun traceur, aucun tiers.
footer-languages = Langue
footer-imprint = Mentions légales
footer-privacy-policy = Confidentialité
cancel = Annuler
to-start-page = Retour à l’accueil
try-again = Réessayer
back-to-account = Retour au compte

### Formulaires

form-refused-title = { $count ->
    [one] { $count } champ à corriger{"\u00A0"}:
   *[other] { $count } champs à corriger{"\u00A0"}:
}
form-offline = Le service est injoignable. Vérifiez votre connexion internet et réessayez.
form-checking = Vérification…
email-label = Adresse e-mail
password-label = Mot de passe
password-show = Afficher le mot de passe
password-show-short = Afficher
password-hide-short = Masquer
new-password-label = Nouveau mot de passe
password-caps-lock = Le verrouillage des majuscules est activé.
code-label = Code
code-sends-itself = Il est envoyé dès le sixième chiffre.
recovery-code-label = Code de secours
code-or-recovery-code-hint = Les { $digits } chiffres de votre application d’authentification, ou un code de secours

### Ce qui peut ne pas aller dans un champ

name-empty = Indiquez comment vous souhaitez vous faire appeler.
email-empty = Saisissez votre adresse e-mail.
email-malformed = Ce n’est pas une adresse e-mail. Elle doit ressembler à nom@example.com.
email-too-long = C’est trop long pour une adresse e-mail.
email-taken = Un compte existe déjà avec cette adresse e-mail. Souhaitez-vous plutôt vous connecter{"\u202F"}? Si vous avez appuyé deux fois sur le bouton, il s’agit de celui que vous venez de créer.
password-empty = Saisissez votre mot de passe.
password-too-long = Ce mot de passe est trop long{"\u00A0"}: { $most } octets au maximum.
password-too-short = { $fewest ->
    [one] Utilisez au moins { $fewest } caractère.
   *[other] Utilisez au moins { $fewest } caractères. Quelques mots à la suite se retiennent facilement.
}
password-common = Ce mot de passe est l’un des premiers que l’on essaie. Choisissez-en un autre, par exemple quelques mots sans rapport entre eux.
password-personal = Ce mot de passe se résume presque à votre nom, à votre adresse e-mail ou au nom de ce service. Choisissez-en un autre.
password-unchanged = C’est votre mot de passe actuel. Choisissez-en un autre.
field-unchanged = C’est déjà le cas.
code-empty = Saisissez les 6 chiffres affichés par votre application d’authentification.
code-malformed = Un code comporte 6 chiffres.
recovery-code-empty = Saisissez l’un de vos codes de secours.
recovery-code-malformed = Un code de secours comporte 24 lettres et chiffres, en six groupes de quatre.
reset-code-wrong = Ce n’est pas le code d’un tel lien. Copiez le lien encore une fois, du début à la fin.
field-empty = Remplissez ce champ.
field-too-long = C’est trop long{"\u00A0"}: { $most } caractères au maximum.
field-too-short = C’est trop court{"\u00A0"}: { $fewest } caractères au minimum.
field-no-number = C’est un nombre entier de 1 à { $most }.
field-unprintable = Ce texte contient des caractères qui ne peuvent pas s’afficher. Veuillez les supprimer.
field-malformed = Cette saisie n’est pas valide.
field-taken = C’est déjà pris.

### Pourquoi un formulaire a été refusé

refused-wrong-credentials = Cette adresse e-mail et ce mot de passe ne correspondent pas. Vérifiez-les et réessayez.
refused-wrong-password = Ce n’est pas votre mot de passe.
refused-wrong-code = Ce code n’est pas le bon. Saisissez celui que votre application affiche en ce moment et vérifiez que le téléphone se met à l’heure automatiquement.
refused-clock-ahead = Ce code correspond à un autre moment{"\u00A0"}: l’horloge de votre téléphone avance d’environ { $off }. Laissez le téléphone se mettre à l’heure automatiquement, puis saisissez le code suivant.
refused-clock-behind = Ce code correspond à un autre moment{"\u00A0"}: l’horloge de votre téléphone retarde d’environ { $off }. Laissez le téléphone se mettre à l’heure automatiquement, puis saisissez le code suivant.
refused-code-used = Ce code a déjà servi. Attendez le suivant.
refused-wrong-recovery-code = Ce n’est pas l’un de vos codes de secours encore valables. Chacun ne sert qu’une fois.
refused-too-many-attempts = Trop de tentatives. Réessayez dans { $wait }.
refused-codes-disabled = Après trop d’erreurs, les codes de l’application ne sont plus acceptés. Connectez-vous avec l’un de vos codes de secours.
refused-sign-in-over = Cette connexion a pris trop de temps, a donné lieu à trop de tentatives ou a été envoyée deux fois. Recommencez avec votre mot de passe et un nouveau code.
refused-not-signed-in = Votre session a pris fin. Reconnectez-vous pour continuer.
refused-second-factor-missing = Votre second facteur est nécessaire pour cette action. Reconnectez-vous pour continuer.
refused-step-up-needed = Confirmez d’abord que c’est bien vous.
refused-two-factor-required = L’authentification à deux facteurs est requise pour ce compte.
refused-already-on = L’authentification à deux facteurs est déjà activée.
refused-not-on = L’authentification à deux facteurs est désactivée.
refused-other-account = Ce lien est destiné à un autre compte. Connectez-vous à celui-ci et suivez le lien encore une fois.
refused-last-authenticator = C’est votre dernier second facteur. Pour le retirer, désactivez l’authentification à deux facteurs.
refused-no-passkeys = Les clés d’accès sont faites pour des noms, et ce service est atteint par une adresse IP ou sans chiffrement. Qui l’exploite peut changer cela.
refused-passkey = Cette clé d’accès n’a pas été acceptée. Réessayez, ou prenez un autre moyen.
refused-passkey-unknown = Cette clé d’accès n’est plus connue ici. Prenez un autre moyen, et supprimez-la de votre appareil.
refused-passkey-over = Cela a pris trop de temps, ou a été envoyé deux fois. Réessayez.
refused-passkey-copied = Cette clé d’accès a été utilisée ailleurs entre-temps{"\u00A0"}: quelqu’un en a peut-être une copie. Elle n’a pas été acceptée. Prenez un autre moyen, puis supprimez-la.
refused-passkey-taken = Cette clé d’accès appartient déjà à un compte.
refused-passkeys-needed = Sans mot de passe, il vous faut deux clés d’accès, ou une seule et des codes de récupération que vous avez gardés.
refused-password-missing = Votre compte n’a pas de mot de passe, et il en faut un pour cela. Choisissez-en d’abord un.
refused-sealed = Ce compte est scellé. Levez le scellé avec votre second facteur et un nouveau mot de passe, ou demandez un lien aux responsables de ce service.
refused-disabled = Ce compte est désactivé. Adressez-vous aux responsables de ce service.
refused-awaits-approval = Ce compte attend son approbation. Vous pourrez vous connecter dès que les responsables de ce service l’auront approuvé.
refused-registration-closed = Ici, personne ne peut créer de compte soi-même. Adressez-vous aux responsables de ce service.
refused-invitation-over = Cette invitation est épuisée, retirée ou expirée. Demandez-en une autre.
refused-own-account = Ceci est votre propre compte. Vous le modifiez sur ses propres pages, et un autre administrateur peut faire cela.
refused-last-administrator = C’est le dernier administrateur{"\u00A0"}: plus personne ne pourrait administrer ce service. Nommez-en d’abord un autre.
refused-declared = Un fichier déclare ce compte{"\u00A0"}: ce qu’il dit se modifie dans ce fichier.
refused-reset-over = Ce lien a déjà servi, a été remplacé par un plus récent ou a expiré. Demandez-en un autre.
refused-set-up-over = Cette configuration a pris trop de temps ou a été relancée dans une autre fenêtre. Recommencez-la.
refused-codes-not-confirmed = Saisissez l’un des codes ou cochez la case.
refused-codes-not-found = Sans vos codes de secours, un téléphone perdu vous laisse à la porte. Si vous ne les trouvez pas, créez-en de nouveaux ci-dessous.
refused-not-found = Cet élément n’existe plus.
refused-cross-site = Ce formulaire a été envoyé depuis un autre site{"\u00A0"}: aucune action n’a été effectuée.
refused-raced = Une autre de vos pages a été traitée juste avant{"\u00A0"}: aucune action n’a été effectuée. Renvoyez le formulaire.
refused-quota-reached = Vous en avez déjà { $most }, soit le maximum autorisé. Commencez par en supprimer.
refused-too-large = Votre envoi est trop volumineux. Rien n’a été enregistré.
refused-unreadable = Le formulaire n’a pas pu être lu. Rechargez la page et réessayez.
refused-unavailable = Le service ne peut pas traiter cette demande pour le moment. Rien n’a été modifié. Réessayez dans un instant.

### Avis : le résultat de la dernière action

notice-sign-in-first = Connectez-vous pour voir cette page.
notice-session-ended = Votre session a pris fin{"\u00A0"}: rien n’a été modifié. Connectez-vous pour continuer.
notice-two-factor-required = L’authentification à deux facteurs est requise pour ce compte. Configurez-la pour continuer.
notice-registered = Bienvenue. Votre compte est prêt.
notice-registration-asked = Un e-mail est en route vers cette adresse. Suivez son lien dans la journée pour choisir votre mot de passe. Regardez aussi dans les indésirables.
notice-recovery-code-used = Vous avez utilisé un code de secours pour vous connecter. Il ne fonctionnera plus.
notice-signed-out = Déconnexion effectuée.
notice-two-factor-off = L’authentification à deux facteurs est désactivée.
notice-set-up-cancelled = Rien n’a été modifié. L’authentification à deux facteurs est désactivée.
notice-authenticator-added = Le nouvel authentificateur est prêt. Vos autres sessions sont fermées.
notice-authenticator-renamed = L’authentificateur a son nouveau nom.
notice-authenticator-removed = L’authentificateur est retiré et ses codes ne sont plus acceptés. Vos autres sessions sont fermées.
notice-authenticator-cancelled = Rien n’a été modifié.
notice-passkey-added = La nouvelle clé d’accès est prête. Vous êtes déconnecté partout ailleurs.
notice-passkey-renamed = La clé d’accès a son nouveau nom.
notice-passkey-removed = La clé d’accès est supprimée et n’est plus acceptée. Vous êtes déconnecté partout ailleurs.
notice-passkey-put-off = Dans ce navigateur, la question ne vous sera plus posée pendant 30 jours. «{"\u00A0"}Ajouter une clé d’accès{"\u00A0"}» est toujours en bas.
notice-password-removed = Votre mot de passe est supprimé. Désormais, vos clés d’accès vous connectent.
notice-recovery-codes-kept = L’authentification à deux facteurs est activée et vos codes de secours sont en lieu sûr.
notice-checked-up = Bien gardés. La question reviendra dans un an.
notice-checkup-put-off = La question reviendra dans une semaine.
notice-codes-not-shown = Les codes de secours ne s’affichent qu’une fois, juste après leur création. S’il vous en faut, créez-en de nouveaux.

### La page d’accueil

home-title = Bienvenue
home-headline = Votre porte fermée à double tour, les clés dans votre poche.
home-lede = Connectez-vous avec votre mot de passe et un code fourni par votre téléphone. À qui découvre l’un, il manque encore l’autre.
home-register = Créer un compte
home-sign-in = Se connecter
home-account = Votre compte
home-apps-title = L’application de votre choix
home-apps = Scannez une image une seule fois. Google Authenticator, Aegis, 1Password et toutes les autres applications de codes temporaires conviennent.
home-recovery-title = Un double des clés
home-recovery = Dix codes de secours vous ouvrent la porte si vous perdez votre téléphone. Chacun ne sert qu’une fois.
home-yours-title = Rien qu’à vous
home-yours = Aucun traceur, aucun tiers. Le service fonctionne dans tous les navigateurs, avec ou sans JavaScript.

### Se connecter

sign-in-title = Connexion
sign-in-code-title = Connexion{"\u00A0"}: code
sign-in-recovery-code-title = Connexion{"\u00A0"}: code de secours
sign-in-steps = Étapes de la connexion
sign-in-step-password = Mot de passe
sign-in-step-done = étape terminée
sign-in-step-code = Code
sign-in-step-recovery-code = Code de secours
sign-in-now-code = Étape 2 sur 2{"\u00A0"}: le code de votre application d’authentification.
sign-in-now-recovery-code = Étape 2 sur 2{"\u00A0"}: un code de secours.
sign-in-button = Se connecter
sign-in-continue = Continuer
sign-in-code-hint = Le code à { $digits } chiffres de votre application d’authentification.
sign-in-recovery-code-hint = L’un des codes que vous avez conservés en activant l’authentification à deux facteurs. Chacun ne sert qu’une fois.
sign-in-trust = { $days ->
    [one] Ne plus me le demander dans ce navigateur aujourd’hui.
   *[other] Ne plus me le demander dans ce navigateur pendant { $days }{"\u00A0"}jours.
}
sign-in-use-recovery-code = Utiliser un code de secours
sign-in-use-code = Utiliser un code de l’application
sign-in-start-over = Recommencer
sign-in-new-here = Première visite{"\u202F"}?
sign-in-register = Créer un compte

### Créer un compte

register-title = Créer un compte
register-lede = Vous recevrez un e-mail avec un lien. Il montre que l’adresse est la vôtre et mène à votre mot de passe.
register-lede-approved = Les responsables de ce service approuvent chaque nouveau compte avant qu’il puisse servir.
register-lede-invited = Il vous faut pour cela une invitation{"\u00A0"}: un lien donné par les responsables de ce service.
register-invitation = Invitation
register-invitation-hint = Collez le lien entier de votre invitation, ou ce qui suit son #.
register-invitation-optional = Si vous en avez une{"\u00A0"}: le lien entier, ou ce qui suit son #. Avec elle, votre compte n’a pas besoin d’approbation.
invitation-wrong = Ce n’est pas le code d’une invitation. Copiez son lien encore une fois, du début à la fin.
notice-approval-asked = Votre compte est créé et attend l’approbation des responsables de ce service. Vous pourrez ensuite vous connecter.
first-administrator-title = Le premier administrateur
first-administrator-lede = Qui a le lien du journal de ce service crée le compte qui l’administre. Le lien sert une fois.
first-administrator-code = Lien ou code du journal
first-administrator-next = Activez ensuite l’authentification à deux facteurs{"\u00A0"}: sans elle, personne n’administre rien.
register-name = Nom
register-password-hint = { $fewest ->
    [one] Au moins { $fewest } caractère. Tous sont permis, même les espaces.
   *[other] Au moins { $fewest } caractères. Tous sont permis, même les espaces.
}
register-button = Créer un compte
register-waiting = Création…
register-have-account = Vous avez déjà un compte{"\u202F"}?
register-sign-in = Se connecter

### La solidité d’un nouveau mot de passe, pendant la saisie

strength-too-short = { $missing ->
    [one] Il manque encore { $missing } caractère.
   *[other] Il manque encore { $missing } caractères.
}
strength-guessable = Facile à deviner. Choisissez quelque chose de moins courant.
strength-fair = Assez long. Un mot de plus le rendrait solide.
strength-strong = Un mot de passe solide.

### Le compte

account-title = Compte
account-greeting = Bonjour { $name }
account-details = Vos informations
account-name = Nom
account-email = Adresse e-mail
account-since = Compte créé le
account-two-factor = Authentification à deux facteurs
account-on = Activée
account-off = Désactivée
account-soon-required-title = { $days ->
    [one] Il reste { $days } jour pour configurer l’authentification à deux facteurs
   *[other] Il reste { $days } jours pour configurer l’authentification à deux facteurs
}
account-soon-required-text = À partir du { $date }, elle sera obligatoire sur ce service. Sans elle, votre compte ne permettra plus que de la configurer.
account-off-text = Ajoutez un second verrou{"\u00A0"}: avec un code fourni par votre téléphone, un mot de passe volé n’ouvre rien à lui seul.
account-set-up = Configurer l’authentification
account-set-up-by-passkey = Activer avec une clé d’accès
account-authenticator = Application d’authentification
account-recovery-codes = Codes de secours
account-codes-left = { $left ->
    [one] { $left } restant sur { $all }
   *[other] { $left } restants sur { $all }
}
account-codes-few = À renouveler
account-new-codes = Nouveaux codes de secours
account-turn-off = Désactiver
account-few-codes-title = { $left ->
    [0] Vous n’avez plus de code de secours.
    [one] Il vous reste { $left } code de secours.
   *[other] Il vous reste { $left } codes de secours.
}
account-few-codes-text = Créez-en de nouveaux avant d’utiliser le dernier{"\u00A0"}: ainsi, perdre votre téléphone ne vous laissera jamais à la porte.
account-safety = Où et quand
account-safety-text = Voyez où vos sessions sont ouvertes et ce qui s’est passé sur votre compte.
account-change = Modifier
account-data = Vos données et votre départ
notice-name-changed = Votre nom est modifié.
notice-email-changed = Votre adresse e-mail est modifiée. Connectez-vous désormais avec la nouvelle. Vos autres sessions sont fermées.
notice-email-asked = Un e-mail est en route vers la nouvelle adresse. Suivez son lien dans la journée, en étant connecté ici. D’ici là, votre ancienne adresse reste valable.
notice-letters-chosen = Votre choix de notifications est enregistré.
notice-push-chosen = Un message push est en route. Si aucun n’arrive dans la minute, vérifiez l’adresse.
notice-push-ended = Vous ne recevrez plus de messages push.
notice-recovery-asked = Un e-mail est en route vers l’adresse du compte. L’attente commence par son lien.
notice-recovery-begun = L’attente a commencé. Quand elle sera finie, connectez-vous avec votre seul mot de passe.
notice-recovery-stopped = L’attente est arrêtée{"\u00A0"}: vos seconds facteurs restent. Changez votre mot de passe si quelqu’un d’autre le connaît.
notice-password-changed = Votre mot de passe est modifié. Vos autres sessions sont fermées.
notice-unsealed = Le scellé est levé et votre nouveau mot de passe est actif.
notice-password-reset = Votre nouveau mot de passe est actif. Connectez-vous avec celui-ci.
confirm-for-end-session = En confirmant, vous fermez immédiatement la session choisie.
confirm-and-end-session = Confirmer et fermer la session
confirm-for-end-others = En confirmant, vous fermez immédiatement toutes vos autres sessions.
confirm-and-end-others = Confirmer et fermer les autres
notice-warning-answered = Bien. Cet avertissement ne s’affichera plus.
notice-session-ended-by-person = La session est fermée.
notice-other-sessions-ended = Toutes vos autres sessions sont fermées.
notice-trust-ended = Un code sera de nouveau demandé dans ce navigateur.
notice-all-trust-ended = Un code sera de nouveau demandé dans tous les navigateurs.

### Confirmer qui l’on est

confirm-title = Confirmez que c’est bien vous
confirm-for-new-codes = En confirmant, vous créez dix nouveaux codes de secours. Ceux que vous avez ne fonctionneront plus.
confirm-for-set-up = En confirmant, vous lancez la configuration de l’authentification à deux facteurs{"\u00A0"}: une nouvelle clé s’affichera pour votre application d’authentification.
confirm-for-account = Vous allez modifier votre façon de vous connecter, et votre dernière confirmation remonte à un certain temps.
confirm-button = Confirmer
confirm-and-set-up = Confirmer et configurer
confirm-and-new-codes = Confirmer et créer les codes
confirm-for-add-authenticator = En confirmant, vous affichez une clé pour une application d’authentification de plus.
confirm-for-replace-authenticator = En confirmant, vous affichez une nouvelle clé. Votre authentificateur actuel fonctionnera jusqu’à ce que le nouveau soit prêt.
confirm-for-remove-authenticator = En confirmant, vous retirez l’authentificateur choisi. Ses codes ne seront plus acceptés.
confirm-and-show-key = Confirmer et afficher la clé
confirm-and-remove-authenticator = Confirmer et retirer
confirm-for-add-passkey = La confirmation mène à la page qui crée une clé d’accès.
confirm-for-remove-passkey = La confirmation supprime la clé d’accès que vous avez choisie. Elle n’est plus acceptée.
confirm-for-remove-password = La confirmation supprime votre mot de passe. Seules vos clés d’accès vous connectent alors, et vous êtes déconnecté partout ailleurs.
confirm-and-remove-password = Confirmer et supprimer le mot de passe

### Configurer l’authentification à deux facteurs

set-up-title = Configurer l’authentification à deux facteurs
set-up-lede = Votre mot de passe reste le même. Désormais, un code de votre application d’authentification s’y ajoutera.
set-up-app-title = Ouvrez votre application d’authentification
set-up-app-text = Toute application de codes temporaires convient{"\u00A0"}: Google Authenticator, Aegis, 1Password, Bitwarden et bien d’autres.
set-up-scan-title = Ajoutez-y ce compte
set-up-scan-text = Dans l’application, choisissez «{"\u202F"}Ajouter{"\u202F"}» ou «{"\u202F"}+{"\u202F"}», puis scannez cette image{"\u00A0"}:
set-up-picture = QR code pour votre application d’authentification
set-up-same-device = L’application est sur cet appareil{"\u202F"}? Alors, rien à scanner{"\u00A0"}:
set-up-open = Ouvrir dans l’application
set-up-by-hand = ou saisissez cette clé à la main
set-up-copy = Copier la clé
set-up-account = Compte
set-up-type = Type
set-up-type-time = Basé sur le temps
set-up-code-title = Saisissez le code affiché
set-up-code-hint = 6 chiffres. Un nouveau code apparaît toutes les 30 secondes.
set-up-countdown = Le code change dans { $seconds }{"\u00A0"}s.
set-up-next = Vous recevrez ensuite dix codes de secours, au cas où vous perdriez votre téléphone.
set-up-button = Activer

### Authentificateurs

authenticators-title = Authentificateurs
authenticators-lede = Les applications qui affichent des codes pour ce compte. Avec deux, un téléphone perdu ne laisse personne à la porte.
authenticators-change = Modifier vos authentificateurs
authenticators-add = Ajouter un authentificateur
authenticators-full = Vous avez { $most } authentificateurs. Retirez-en un pour en ajouter un autre.
authenticators-added = Ajouté
authenticators-last-used = Dernière utilisation
authenticators-rename = Renommer
authenticators-rename-label = Renommer { $name }
authenticators-replace = Remplacer
authenticators-replace-label = Remplacer { $name }
authenticators-remove = Retirer
authenticators-remove-label = Retirer { $name }
authenticators-name = Nom
authenticators-name-hint = Pour le reconnaître, par exemple «{"\u202F"}Pixel 9{"\u202F"}». Le champ peut rester vide.
authenticators-rename-title = Renommer l’authentificateur
authenticators-rename-lede = Actuel{"\u00A0"}: { $name }
authenticators-rename-button = Modifier le nom
authenticators-add-title = Ajouter un authentificateur
authenticators-add-lede = Un second téléphone ou un gestionnaire de mots de passe. Ceux que vous avez continuent de fonctionner.
authenticators-add-button = Ajouter
authenticators-replace-title = Remplacer un authentificateur
authenticators-replace-lede = L’actuel fonctionne jusqu’à ce que le nouveau affiche son premier code.
authenticators-replace-button = Remplacer
authenticators-next = Ensuite, vos autres sessions seront fermées.

### Désactiver l’authentification à deux facteurs

turn-off-title = Désactiver l’authentification à deux facteurs
turn-off-lede = Votre mot de passe suffira de nouveau pour ouvrir votre compte. Vos codes de secours ne fonctionneront plus et vos autres sessions seront fermées.
turn-off-button = Désactiver
turn-off-waiting = Désactivation…

### Codes de secours

recovery-title = Codes de secours
recovery-heading = Conservez vos codes de secours
recovery-lede = L’authentification à deux facteurs est activée. Si vous perdez votre téléphone, l’un de ces codes vous permettra de vous connecter. Chacun ne sert qu’une fois.
recovery-once-title = Ces codes ne s’afficheront plus.
recovery-once-text = Rangez-les avec vos papiers importants ou dans un gestionnaire de mots de passe. Mais pas sur le téléphone qu’ils remplacent.
recovery-codes-label = Vos codes
recovery-sheet-title = Codes de secours { $app }
recovery-copy = Copier
recovery-download = Télécharger
recovery-print = Imprimer
recovery-kept-title = Vos codes sont-ils en lieu sûr{"\u202F"}?
recovery-type-one = Saisissez l’un des codes
recovery-type-one-hint = Recopiez-le depuis l’endroit où vous les conservez, pour vous assurer qu’ils sont lisibles.
recovery-or = ou
recovery-stored = Je les ai mis en lieu sûr
recovery-continue = Continuer
recovery-file-name = codes-de-secours
recovery-file-title = Codes de secours { $app } pour { $email }
recovery-file-made = créés le { $when }
recovery-file-text = Chacun vous permet de vous connecter une fois, à la place d’un code fourni par votre téléphone.
copied = Copié
copy-by-hand = Copiez le texte sélectionné

### The checkup

checkup-title = Vérifier que vous pourrez revenir
checkup-lede = Des codes que personne ne retrouve ne servent à rien. Regardez maintenant, tant que vous pouvez y remédier.
checkup-found = Je viens de regarder{"\u00A0"}: mes codes de secours sont là où je les garde.
checkup-code-hint = { $digits } chiffres, dans votre application d’authentification.
checkup-button = Terminé
checkup-lost = Vous ne les trouvez pas{"\u202F"}? Créez-en de nouveaux{"\u00A0"}: les anciens ne fonctionneront plus.
checkup-due-title = Pourriez-vous revenir sans votre téléphone{"\u202F"}?
checkup-due-text = Une minute suffit{"\u00A0"}: un code de votre application, et un regard là où vous gardez vos codes de secours.
checkup-due-button = Vérifier maintenant
checkup-later = Demander dans une semaine

### Trusted browsers

trust-title = Navigateurs de confiance
trust-lede = Dans ces navigateurs, aucun code n’est demandé à la connexion{"\u00A0"}: votre mot de passe y suffit. Les modifications de votre compte demandent toujours un code.
trust-none = { $days ->
    [one] Aucun navigateur n’est de confiance. Vous pouvez le choisir pour un jour en vous connectant avec un code.
   *[other] Aucun navigateur n’est de confiance. Vous pouvez le choisir pour { $days }{"\u00A0"}jours en vous connectant avec un code.
}
trust-this = Ce navigateur
trust-since = De confiance depuis
trust-until = Jusqu’au
trust-end = Ne plus faire confiance
trust-end-label = Ne plus faire confiance à { $browser }
trust-end-all = Ne plus faire confiance à aucun

### Sessions

sessions-title = Sessions
sessions-lede = Toutes vos sessions ouvertes. Si vous n’en reconnaissez pas une, fermez-la et modifiez votre mot de passe.
sessions-this = Cette session
sessions-address = Adresse IP
sessions-last-used = Dernière utilisation
sessions-began = Connexion
sessions-opened-by = Avec
sessions-end = Fermer
sessions-end-label = Fermer la session dans { $browser }
sessions-end-others = Fermer toutes les autres
factors-password = Mot de passe
factors-password-in-trusted-browser = Mot de passe, dans un navigateur de confiance
factors-password-and-code = Mot de passe et code
factors-password-and-recovery-code = Mot de passe et code de secours
factors-password-and-passkey = Mot de passe et clé d’accès
factors-passkey = Clé d’accès
whereabouts-browser = { $browser } sur { $system }
whereabouts-unknown = Navigateur inconnu
whereabouts-place = { $browser }, { $address }

### The security log

warning-seal = Sinon, scellez votre compte{"\u00A0"}: plus personne n’entrera avec ce mot de passe.
warning-was-not-me = Ce n’était pas moi{"\u00A0"}: sceller
security-log-title = Journal de sécurité
security-log-lede = { $days ->
    [one] Ce qui s’est passé sur votre compte au cours du dernier jour.
   *[other] Ce qui s’est passé sur votre compte au cours des { $days } derniers jours.
}
security-log-filter = Afficher
security-log-all = Tout
security-log-sign-ins = Connexions
security-log-misses = Refus
security-log-changes = Modifications
security-log-none = Rien de tel
security-log-pages = Pages
security-log-newest = Plus récents
security-log-older = Plus anciens
security-log-download = Télécharger en JSON
event-registered = Compte créé
event-signed-in = Connexion
event-password-refused = Mot de passe incorrect
event-second-factor-missing = Mot de passe correct, mais sans second facteur
event-second-factor-refused = Mot de passe correct, second facteur incorrect
event-stepped-up = Identité confirmée
event-signed-out = Déconnexion
event-session-ended = Autre session fermée
event-other-sessions-ended = Toutes les autres sessions fermées
event-token-reused = Quelqu’un a utilisé une copie de cette session, qui a donc été fermée
event-two-factor-on = Authentification à deux facteurs activée
event-authenticator-added = Authentificateur ajouté
event-authenticator-replaced = Authentificateur remplacé
event-authenticator-renamed = Authentificateur renommé
event-authenticator-removed = Authentificateur retiré
event-passkey-added = Clé d’accès ajoutée
event-passkey-renamed = Clé d’accès renommée
event-passkey-removed = Clé d’accès supprimée
event-passkey-copied = Clé d’accès refusée{"\u00A0"}: elle a peut-être été copiée
event-password-removed = Mot de passe supprimé
event-two-factor-off = Authentification à deux facteurs désactivée
event-checked-up = Code montré, codes de secours sous la main
event-letters-chosen = Notifications choisies
event-push-address-changed = Adresse des messages push modifiée
event-recovery-begun = Attente pour seconds facteurs perdus commencée
event-recovery-cancelled = Attente pour seconds facteurs perdus arrêtée
event-recovery-done = Seconds facteurs perdus retirés
event-browser-trusted = Navigateur de confiance{"\u00A0"}: aucun code n’y est demandé
event-trust-ended = Confiance dans un navigateur retirée
event-trust-reused = Quelqu’un a utilisé une copie de la confiance d’un navigateur, qui a donc été retirée
event-recovery-codes-replaced = Nouveaux codes de secours créés
event-recovery-code-used = Code de secours utilisé
event-password-changed = Mot de passe modifié
event-password-reset-issued = Lien créé pour un nouveau mot de passe
event-password-reset = Mot de passe remplacé grâce à un lien
event-name-changed = Nom modifié
event-email-changed = Adresse e-mail modifiée
event-email-restored = Ancienne adresse e-mail rétablie
event-sealed = Compte scellé
event-unsealed = Scellé levé
event-exported = Données téléchargées
event-deletion-ordered = Suppression demandée
event-deletion-cancelled = Suppression annulée
event-approval-asked = Compte créé, en attente d’approbation
event-approved = Compte approuvé
event-disabled = Compte désactivé
event-enabled = Compte réactivé
event-unlocked = Échecs comptés remis à zéro
event-role-given = Nommé administrateur
event-role-taken = N’est plus administrateur
event-groups-changed = Groupes modifiés
event-all-sessions-ended = Toutes les sessions fermées
event-service-restored = Service rétabli depuis une sauvegarde
event-new-device = Nouveau navigateur
actor-operator = par un responsable de ce service
actor-service = par le service lui-même
warning-title = Quelqu’un connaît votre mot de passe
warning-text = Votre mot de passe a été saisi ici, sans le second facteur. Était-ce vous{"\u202F"}?
warning-was-me = C’était moi

### Changing name, address and password

profile-name-title = Modifier votre nom
profile-name-lede = Le nom par lequel on vous appelle ici.
profile-name-button = Modifier le nom
profile-email-title = Modifier votre adresse e-mail
profile-email-lede = Vous vous connecterez ensuite avec la nouvelle adresse, et vos autres sessions seront fermées.
profile-email-lede-by-mail = Un e-mail part vers la nouvelle adresse. Une fois son lien suivi, vous vous connecterez avec cette adresse, et vos autres sessions seront fermées.
profile-email-now = Actuelle{"\u00A0"}: { $email }
profile-email-button = Modifier l’adresse
password-title = Modifier votre mot de passe
password-lede = Vos autres sessions seront fermées.
password-button = Modifier le mot de passe

### The seal

seal-link = Ce n’était pas moi
seal-title = Sceller votre compte
seal-lede = Quelqu’un est entré dans votre compte ou connaît votre mot de passe{"\u202F"}? Un appui ferme le compte.
seal-alone-title = Un compte sans second facteur ne peut pas être scellé.
seal-alone-text = Rien ne pourrait le rouvrir. Modifiez plutôt votre mot de passe{"\u00A0"}: toutes les autres sessions seront aussitôt fermées.
seal-ends-sessions = Tout le monde est déconnecté immédiatement, vous aussi, et les navigateurs connus sont oubliés.
seal-refuses-password = Votre mot de passe n’ouvre plus rien.
seal-opened-by = Votre second facteur ou un code de secours lève le scellé, avec un nouveau mot de passe.
seal-by-link-title = Sceller votre compte par un lien
seal-by-link-opened-by = Un second facteur l’ouvre, avec un nouveau mot de passe. Sans lui, demandez un nouveau mot de passe à la connexion.
letter-code-label = Lien ou code de l’e-mail
letter-code-hint = Collez le lien entier, ou ce qui suit son #.
seal-button = Sceller maintenant
sealed-title = Votre compte est scellé
sealed-lede = Personne n’y est connecté, et le mot de passe n’ouvre rien à lui seul.
sealed-first = Prenez un appareil de confiance et choisissez un nouveau mot de passe.
sealed-second = Connectez-vous encore une fois avec l’ancien mot de passe. Votre second facteur et le nouveau mot de passe vous sont demandés.
sealed-third = Lisez ensuite votre journal de sécurité, et remplacez vos codes de secours si quelqu’un a pu les voir.
sealed-button = Lever le scellé
unseal-title = Lever le scellé
unseal-lede = Ce compte est scellé. Votre second facteur et un nouveau mot de passe lèvent le scellé.
unseal-button = Ouvrir et se connecter

### A forgotten password

forgotten-link = Mot de passe oublié{"\u202F"}?
forgotten-title = Mot de passe oublié
forgotten-lede = Vous recevrez un e-mail avec un lien pour en choisir un nouveau.
forgotten-button = Envoyer l’e-mail
notice-reset-asked = S’il existe un compte avec cette adresse, un e-mail est en route. Son lien ne sert qu’une fois, pendant 30{"\u00A0"}minutes. Regardez aussi dans les indésirables.

register-confirm-title = Confirmer votre adresse
register-confirm-lede = Vous avez reçu un lien pour cela, par e-mail.
register-confirm-password-title = Choisir votre mot de passe
confirm-email-title = Confirmer votre nouvelle adresse
confirm-email-lede = Vous vous connecterez ensuite avec la nouvelle adresse, et vos autres sessions seront fermées.
confirm-email-button = Utiliser cette adresse
confirm-email-sign-in = Connectez-vous d’abord à votre compte. Suivez ensuite le lien de l’e-mail encore une fois.

letters-title = Notifications
letters-lede = Elles sont envoyées par e-mail à { $email }.
letters-always = Tout ce qui change qui peut entrer dans votre compte, ou qui ressemble à un inconnu, vous est toujours signalé.
letters-optional = Me prévenir aussi de ce que j’ai fait moi-même{"\u00A0"}: une connexion avec un nouveau navigateur et mon second facteur, un téléchargement de mes données, une suppression annulée.
letters-button = Enregistrer
letters-lede-by-push = Elles arrivent par message push.

push-title = Messages push
push-lede = Les mêmes notifications, aussitôt sur votre téléphone{"\u00A0"}: par ntfy ou Gotify, dont vous pouvez héberger le serveur vous-même.
push-now = Ils sont envoyés à { $host }, depuis le { $since }.
push-none = Vous n’en recevez pas.
push-unreadable = Leur adresse ne peut plus être utilisée. Saisissez-en une autre.
push-link = Choisir où ils vont
push-address-label = Adresse des messages push
push-address-hint = Celle d’un sujet de ntfy, comme https://ntfy.sh/SUJET, ou d’une application de Gotify, comme https://gotify.example.com/message?token=TOKEN. Laissez vide pour n’en recevoir aucun.
push-private = Qui gère ce serveur peut lire les messages, de même que qui devine le nom d’un sujet ouvert. Rien de ce qu’ils disent n’ouvre votre compte.
push-hosts = Ce service ne les envoie qu’à { $hosts }.
push-address-malformed = Ce doit être l’adresse d’un sujet de ntfy ou d’une application de Gotify, et commencer par https://.
push-address-not-allowed = Ce service n’y envoie pas de messages push.
push-recovery-how = Si ce n’était pas vous, connectez-vous{"\u00A0"}: cela l’arrête. Changez ensuite votre mot de passe{"\u00A0"}: quelqu’un le connaît.
push-many-text = Jusqu’au { $when }, tant de choses sont arrivées à votre compte qu’aucun autre message push ne sera envoyé pendant une heure. Votre journal de sécurité contient tout.

recovery-link = Téléphone et codes de secours perdus{"\u202F"}?
recovery-wait-title = Téléphone et codes de secours perdus
recovery-wait-lede = Même sans eux, vous pouvez revenir{"\u00A0"}: en attendant.
recovery-effect = Après { $hours }{"\u00A0"}heures, vos applications d’authentification et vos codes de secours sont retirés, et tout le monde est déconnecté. Vous vous connectez alors avec le mot de passe et configurez d’abord un nouveau second facteur.
recovery-told = Quiconque est connecté au compte l’apprend aussitôt, et sa boîte aux lettres chaque jour.
recovery-told-without-mail = Quiconque est connecté au compte l’apprend aussitôt.
recovery-void = Toute connexion avec un second facteur l’arrête, tout comme une pression de qui en est averti.
recovery-by-mail = Un e-mail part vers l’adresse du compte{"\u00A0"}: l’attente commence par son lien.
recovery-begin = Commencer l’attente
recovery-under-way = L’attente est en cours. Elle se termine { $when }{"\u00A0"}: connectez-vous alors avec votre mot de passe.
recovery-link-title = Commencer l’attente pour seconds facteurs perdus
recovery-stop-title = Garder vos seconds facteurs
recovery-stop-lede = Quelqu’un qui a votre mot de passe dit que téléphone et codes de secours sont perdus, et ce n’était pas vous{"\u202F"}?
recovery-stop = Arrêter
recovery-alarm-title = Quelqu’un dit que votre téléphone et vos codes de secours sont perdus
recovery-alarm-text = Cette personne connaît votre mot de passe. Vos seconds facteurs seront retirés { $when }, à moins que vous ne l’arrêtiez. Si ce n’était pas vous, changez aussi votre mot de passe.

undo-title = Rétablir votre ancienne adresse
undo-lede = Quelqu’un a donné une autre adresse e-mail à votre compte, et ce n’était pas vous{"\u202F"}?
undo-effect = Cette adresse redevient celle du compte, et toutes les sessions sont fermées.
undo-next = Votre mot de passe reste le même{"\u00A0"}: choisissez-en ensuite un nouveau, car la personne qui a fait cela le connaît peut-être.
undo-button = La rétablir
notice-email-restored = Cette adresse est de nouveau celle du compte, et toutes les sessions sont fermées. Demandez maintenant un nouveau mot de passe.

### Letters

letter-greeting = Bonjour { $name },
letter-greeting-without-name = Bonjour,
letter-footer = { $app } envoie ce message pour votre sécurité{"\u00A0"}: { $address }. Personne ne lit les réponses.
letter-when = Quand{"\u00A0"}: { $when }.
letter-when-and-where = Quand et d’où{"\u00A0"}: { $when }, { $place }.
letter-happened = Voici ce qui est arrivé à votre compte{"\u00A0"}: { $what }.
letter-new-device-title = Connexion avec un nouveau navigateur
letter-new-device = Quelqu’un s’est connecté à votre compte avec un navigateur qui n’avait pas encore servi pour cela.
letter-password-known = Quelqu’un a donné le bon mot de passe de votre compte, mais pas le second facteur. Votre compte est en sécurité tant que le second facteur l’est.
letter-not-you = Si c’était vous, il n’y a rien à faire. Sinon, modifiez tout de suite votre mot de passe.
letter-not-you-seal = Si c’était vous, il n’y a rien à faire. Sinon, scellez votre compte{"\u00A0"}: toutes les sessions sont fermées, et le mot de passe n’ouvre plus rien tant que vous ne l’avez pas rouvert.
letter-sealed-how = Votre second facteur ou un code de secours l’ouvre, avec un nouveau mot de passe. Sans second facteur, demandez un nouveau mot de passe à la connexion.
letter-seal-button = Ce n’était pas moi{"\u00A0"}: sceller mon compte
letter-undo-how = Si c’était vous, il n’y a rien à faire. Sinon, rétablissez cette adresse dans la semaine{"\u00A0"}: toutes les sessions sont fermées, et vous choisissez un nouveau mot de passe.
letter-undo-button = Ce n’était pas moi{"\u00A0"}: rétablir cette adresse
letter-former-address = Vous recevez ce message parce que cette adresse était jusqu’à présent celle du compte.
letter-many-title = Votre compte a connu d’autres événements
letter-many-text = Jusqu’au { $when }, tant de choses sont arrivées à votre compte qu’aucun autre e-mail ne sera écrit pendant une heure. Votre journal de sécurité contient tout.
letter-reset-title = Choisir un nouveau mot de passe
letter-reset-asked = Quelqu’un a demandé un nouveau mot de passe pour votre compte.
letter-reset-how = Le lien ci-dessous ne sert qu’une fois, jusqu’à une demi-heure après la demande. Si l’authentification à deux facteurs est activée, elle vous sera toujours demandée.
letter-reset-not-you = Si ce n’était pas vous, ne faites rien{"\u00A0"}: votre mot de passe reste le même.
letter-reset-button = Choisir un nouveau mot de passe
letter-confirm-title = Confirmer votre adresse
letter-confirm-asked = Quelqu’un souhaite créer un compte avec cette adresse.
letter-confirm-how = Si c’est vous, suivez le lien ci-dessous dans la journée et choisissez votre mot de passe.
letter-confirm-not-you = Si ce n’était pas vous, ne faites rien{"\u00A0"}: sans le lien, aucun compte n’est créé.
letter-confirm-button = Confirmer l’adresse
letter-address-title = Confirmer votre nouvelle adresse
letter-address-asked = Quelqu’un souhaite utiliser cette adresse pour son compte.
letter-address-how = Si c’est vous, suivez le lien ci-dessous dans la journée, dans un navigateur où vous êtes connecté.
letter-address-not-you = Si ce n’était pas vous, ne faites rien{"\u00A0"}: sans le lien, rien ne change.
letter-address-button = Confirmer l’adresse
letter-in-use-title = Vous avez déjà un compte
letter-in-use-asked = Quelqu’un souhaite utiliser cette adresse pour un compte, mais elle en a déjà un{"\u00A0"}: le vôtre.
letter-in-use-how = Si c’était vous, connectez-vous. Si vous avez oublié le mot de passe, demandez-en un nouveau à cet endroit.
letter-in-use-not-you = Si ce n’était pas vous, ne faites rien{"\u00A0"}: rien n’a changé, et personne n’a appris que vous avez un compte.
letter-recovery-until = Vos seconds facteurs seront retirés { $when }, et tout le monde déconnecté, à moins que quelqu’un ne l’arrête.
letter-recovery-how = Si c’était vous, il n’y a qu’à attendre. Sinon, arrêtez-le par le lien ci-dessous ou en vous connectant, et changez votre mot de passe{"\u00A0"}: quelqu’un le connaît.
letter-recovery-asked = Quelqu’un a donné le mot de passe de votre compte et dit que téléphone et codes de secours sont perdus.
letter-recovery-begin-how = Si c’était vous, commencez l’attente par le lien ci-dessous dans la journée.
letter-recovery-not-you = Si ce n’était pas vous, ne faites rien ici et changez votre mot de passe{"\u00A0"}: quelqu’un le connaît.

### A new password by a link

reset-code-title = Lien pour un nouveau mot de passe
reset-title = Choisir un nouveau mot de passe
reset-code-lede = Vous avez reçu un lien pour cela, par e-mail ou des responsables de ce service.
reset-code-label = Lien ou code
reset-code-hint = Collez le lien entier, ou ce qui suit le #.
reset-code-button = Continuer
reset-lede = Pour le compte de { $email }.
reset-button = Enregistrer le mot de passe
reset-to-sign-in = Retour à la connexion

### One’s data, and leaving

personal-data-title = Télécharger vos données
personal-data-lede = Tout ce que ce service conserve sur vous, en JSON, sans mots de passe, clés ni codes.
personal-data-button = Télécharger
deletion-title = Supprimer votre compte
deletion-lede = { $days ->
    [one] Votre compte est supprimé avec tout son contenu après { $days } jour. Se connecter d’ici là annule la suppression.
   *[other] Votre compte est supprimé avec tout son contenu après { $days } jours. Se connecter d’ici là annule la suppression.
}
deletion-lede-at-once = Votre compte est supprimé immédiatement avec tout son contenu. Rien ne le fera revenir.
deletion-text = Vous voudrez peut-être d’abord garder une copie{"\u00A0"}:
deletion-button = Supprimer le compte
deletion-ordered-title = Au revoir
deletion-ordered = { $days ->
    [one] Toutes vos sessions sont fermées. Votre compte sera supprimé dans { $days } jour. Si vous changez d’avis, connectez-vous avant.
   *[other] Toutes vos sessions sont fermées. Votre compte sera supprimé dans { $days } jours. Si vous changez d’avis, connectez-vous avant.
}
deleted-at-once = Votre compte est supprimé.

### Pages qui en remplacent une autre

error-not-allowed-title = Pas de cette façon
error-not-allowed = Cette adresse n’accepte pas ce type de demande. Revenez en arrière et utilisez les boutons de la page.
error-cross-site-title = Aucune action effectuée
error-cross-site = Ce formulaire a été envoyé depuis un autre site. Si c’était bien vous, ouvrez la page ici et renvoyez-le.
error-raced-title = Encore une fois
error-raced = Une autre de vos pages a été traitée juste avant{"\u00A0"}: aucune action n’a été effectuée. Revenez en arrière et renvoyez le formulaire.
error-too-large-title = Envoi trop volumineux
error-too-large = Votre envoi dépasse ce que ce formulaire accepte. Rien n’a été enregistré. Revenez en arrière et raccourcissez votre saisie.
error-unreadable-title = Envoi illisible
error-unreadable = Le formulaire n’est pas arrivé en entier. Revenez en arrière et renvoyez-le.
error-other-host-title = Pas à cette adresse
error-other-host = Ce service répond à une autre adresse. Si vous en êtes responsable, réglez public_url sur celle que vous avez saisie.
error-application-title = L’application ne répond pas
error-application-unreachable = Elle est injoignable pour le moment. Réessayez plus tard.
error-application-late = La réponse a pris trop de temps. Ce que vous avez envoyé est peut-être arrivé malgré tout.
error-application-busy = Elle est trop sollicitée pour le moment. Réessayez bientôt.
error-not-found-title = Cette page n’existe pas
error-not-found = L’adresse contient peut-être une erreur, ou la page n’existe plus.
error-two-factor-title = Une étape d’abord
error-two-factor = L’authentification à deux facteurs est obligatoire sur ce service. Configurez-la dans votre compte.
error-sign-in-title = Connectez-vous d’abord
error-sign-in = Vous devez vous connecter pour continuer.
error-unavailable-title = De retour dans un instant
error-unavailable = Le service ne peut pas répondre pour le moment. Rien n’a été modifié. Réessayez dans un instant.
error-broken-title = Une erreur s’est produite
error-broken = Le problème vient de chez nous et a été consigné. Rien n’a été modifié. Réessayez dans un instant.
error-refused-title = Aucune action effectuée
error-refused = Cette demande a été refusée. Revenez en arrière et réessayez.

### La description de l’API

api-nav = API
api-title = L’API
api-lede = Ce que font les pages, à l’usage des programmes{"\u00A0"}: JSON en entrée et en sortie, sessions par cookies.
api-for-machines = La description complète, pour les machines{"\u00A0"}:

### L’application d’exemple : les billets

posts-nav = Billets
posts-title = Billets
posts-heading = Vos billets
posts-lede = Ils ne sont visibles que par vous.
posts-write = Écrire un billet
posts-post-title = Titre
posts-post-text = Texte
posts-publish = Publier
posts-publishing = Publication…
posts-title-empty = Donnez un titre à votre billet.
posts-text-empty = Écrivez quelque chose.
posts-list = Billets publiés
posts-none-title = Rien pour l’instant
posts-none-text = Votre premier billet apparaîtra ici.
posts-pages = Pages
posts-newest = Billets les plus récents
posts-older = Billets plus anciens
posts-remove = Supprimer
posts-remove-label = Supprimer «{"\u202F"}{ $title }{"\u202F"}»
posts-published = Votre billet est publié.
posts-removed = Votre billet est supprimé.

### Passkeys

passkey-use = Utiliser une clé d’accès
passkey-sign-in = Se connecter avec une clé d’accès
passkey-or = ou
passkey-or-code = ou un code
passkey-without-javascript = Votre clé d’accès a besoin de JavaScript, qui est désactivé dans ce navigateur.
passkey-stopped = Rien n’a été fait{"\u00A0"}: la question a été fermée, ou a pris trop de temps. Réessayez quand vous serez prêt.
passkey-present = Cet appareil a déjà une clé d’accès pour votre compte. Vous pouvez l’utiliser telle quelle.
passkey-failed = Le navigateur n’a pas pu utiliser de clé d’accès ici. Réessayez, ou prenez un autre moyen.
passkey-elsewhere = Les clés d’accès ne fonctionnent qu’à l’adresse { $address }. Ouvrez cette adresse.
passkey-offer-title = Connectez-vous plus vite la prochaine fois
passkey-offer-text = Cet appareil peut garder une clé d’accès pour vous{"\u00A0"}: la prochaine fois, votre empreinte, votre visage ou votre code PIN suffit, et aucun site imité ne peut la voler.
passkey-offer-button = Créer une clé d’accès
passkey-offer-later = Pas maintenant
passkeys-title = Clés d’accès
passkeys-lede = Une clé d’accès vous connecte par votre empreinte, votre visage ou votre code PIN. Elle ne fonctionne que sur ce site, et ne peut donc pas être livrée à une imitation.
passkeys-change = Modifier vos clés d’accès
passkeys-add = Ajouter une clé d’accès
passkeys-nameless = Clé d’accès
passkeys-synced = Synchronisée
passkeys-of-device = Cet appareil seul
passkeys-need-name = Les clés d’accès sont faites pour des noms, et ce service est atteint par une adresse IP ou sans chiffrement. Qui l’exploite peut changer cela.
passkeys-need-javascript = Pour créer une clé d’accès, activez JavaScript dans ce navigateur.
passkeys-new-title = Ajouter une clé d’accès
passkeys-new-lede = Votre appareil demande votre empreinte, votre visage ou votre code PIN, et garde la clé.
passkeys-new-how = À la connexion, elle remplace le mot de passe et le code. Vous pouvez continuer à les utiliser aussi.
passkeys-new-phishing = Elle ne peut pas être hameçonnée{"\u00A0"}: votre navigateur l’utilise ici, et nulle part ailleurs.
passkeys-new-first = L’authentification à deux facteurs est alors activée, et vous recevez des codes de récupération pour le jour où vous perdrez l’appareil.
passkeys-new-button = Créer une clé d’accès
passkeys-rename-title = Renommer la clé d’accès
passkeys-full = Vous avez { $most } clés d’accès. Supprimez-en une pour en ajouter une autre.

### What one signs in with

ways-title = Ce qui vous connecte
ways-passkey = Clé d’accès
ways-last-used = dernière utilisation{"\u00A0"}:
ways-no-password = Aucun{"\u00A0"}: seules vos clés d’accès vous connectent
password-choose-title = Choisir un mot de passe
password-choose-lede = Vos clés d’accès continuent de fonctionner. Vous êtes déconnecté partout ailleurs.
password-without-title = Se passer de mot de passe
password-without-text = Un mot de passe qui n’existe pas ne peut être ni deviné ni volé. Il vous faut pour cela deux clés d’accès, ou une seule et vos codes de récupération. Vous pouvez choisir un nouveau mot de passe à tout moment.
password-without-letters = Ce service n’envoie pas de courriels : si vous perdez toutes vos clés d’accès, seule la personne qui l’exploite peut vous laisser choisir de nouveau un mot de passe.
password-without-button = Supprimer mon mot de passe

### The administration

nav-admin = Administration
admin-title = Administration
admin-people = Personnes
admin-invitations = Invitations
admin-log = Journal
admin-people-lede = Toutes les personnes qui ont un compte ici.
admin-somebody-waits = Quelqu’un attend son approbation.
admin-show-waiting = Montrer qui
admin-search-label = Chercher par nom ou adresse e-mail
admin-search-button = Chercher
admin-filter = Montrer
admin-which-all = Toutes
admin-which-waiting = En attente d’approbation
admin-which-disabled = Désactivés
admin-which-sealed = Scellés
admin-which-without-second-factor = Sans second facteur
admin-which-leaving = À supprimer
admin-which-administrators = Administrateurs
admin-which-declared = Déclarés dans un fichier
admin-nobody = Personne de tel
admin-first-page = Première page
admin-next-page = Page suivante
admin-badge-administrator = Administrateur
admin-badge-waiting = Attend son approbation
admin-badge-disabled = Désactivé
admin-badge-sealed = Scellé
admin-badge-leaving = Sera supprimé
admin-badge-without-second-factor = Pas de second facteur
admin-badge-declared = Déclaré dans un fichier
admin-facts = Compte
admin-created = Compte depuis
admin-email = Adresse e-mail
admin-email-confirmed = Confirmée
admin-email-unconfirmed = Non confirmée
admin-password = Mot de passe
admin-password-chosen = Choisi
admin-password-none = Aucun
admin-second-factors = Seconds facteurs
admin-factor-authenticator = application d’authentification
admin-factor-passkey = clé d’accès
admin-factor-none = Aucun
admin-leaves = Sera supprimé le
admin-deeds = Ce que vous pouvez faire
admin-deeds-text = Assurez-vous de qui le demande. Tout ceci figure dans le journal de la personne.
admin-own-account = Ceci est votre propre compte. Vous le modifiez ici{"\u00A0"}:
admin-approve = Approuver
admin-approve-text = Le compte peut servir dès lors.
admin-enable = Réactiver
admin-enable-text = Le compte peut servir de nouveau.
admin-unlock = Remettre les échecs à zéro
admin-unlock-text = Pour qui doit attendre après de mauvais mots de passe, ou dont les codes sont désactivés{"\u00A0"}: le compte repart de zéro.
admin-reset-password = Créer un lien pour un nouveau mot de passe
admin-reset-password-text = Vous le donnez à la personne. Il sert une fois, pendant un jour, et demande le second facteur. Il lève aussi un scellé.
admin-reset-second-factors = Retirer tous les seconds facteurs
admin-reset-second-factors-text = Pour qui les a tous perdus. Jusqu’à ce qu’un nouveau soit installé, le mot de passe seul ouvre le compte.
admin-end-sessions = Fermer toutes les sessions
admin-end-sessions-text = La personne se reconnecte, dans chaque navigateur.
admin-seal = Sceller
admin-seal-text = Si quelqu’un d’autre est dans le compte{"\u00A0"}: toute session prend fin, et le mot de passe n’ouvre plus rien tant que la personne n’en choisit pas un nouveau.
admin-disable = Désactiver
admin-disable-text = Toute session prend fin, et personne n’entre tant que vous n’avez pas réactivé le compte.
admin-give-role = Nommer administrateur
admin-give-role-text = Les administrateurs font pour les autres ce que vous pouvez. Il leur faut pour cela un second facteur.
admin-groups = Groupes
admin-groups-text = Les règles des applications en tiennent compte. Noms séparés par des virgules.
admin-groups-save = Enregistrer les groupes
admin-take-role = Retirer le rôle
admin-take-role-text = Le compte est alors un compte comme les autres.
admin-delete = Supprimer le compte
admin-delete-text = Le compte disparaît aussitôt, avec tout ce qui lui appartient et son journal. Cela ne peut être annulé.
admin-delete-title = Supprimer le compte de { $email }
admin-no-sessions = Personne n’est connecté.
admin-back = Retour à la liste
admin-done = C’est fait. Cela figure dans le journal de la personne.
admin-unchanged = C’était déjà le cas{"\u00A0"}: rien n’a changé.
admin-deleted = Le compte est supprimé.
admin-link = Lien, montré une fois
admin-reset-link-text = Donnez-le à la personne derrière { $email }, et à nul autre.
admin-by-command-line = ligne de commande
admin-by-somebody-gone = un administrateur qui n’est plus là
admin-invitations-lede = Qui a le lien d’une invitation peut créer un compte.
admin-invitations-closed = L’inscription est fermée{"\u00A0"}: aucune invitation ne sert tant que le réglage le dit.
admin-invitation-note = Pour qui
admin-invitation-note-hint = Une note pour les administrateurs. La personne invitée ne la voit pas.
admin-invitation-uses = Combien de personnes
admin-invitation-days = Jours avant expiration
admin-invite = Créer une invitation
admin-invited = L’invitation est créée.
admin-invitation-link-text = Donnez-le à qui vous invitez. Vous ne le reverrez pas.
admin-no-invitations = Aucune invitation
admin-invitation-nameless = Sans note
admin-invitation-over = Terminée
admin-invitation-used = utilisée par { $used } sur { $most }
admin-invitation-until = jusqu’au
admin-withdraw = Retirer
admin-withdraw-label = Retirer l’invitation «{"\u00A0"}{ $note }{"\u00A0"}»
admin-withdrawn = L’invitation est retirée.
admin-log-lede = Ce qui arrive aux comptes de ce service.
confirm-for-administer = Vous allez administrer les comptes d’autres personnes.
admin-settings = Réglages
admin-settings-lede = Ce qui est en vigueur, sans ce qui est secret. Les réglages se modifient là d’où ils viennent, et comptent dès le prochain démarrage.
admin-setting-hidden = Masqué
admin-setting-none = Non défini
admin-setting-default = Par défaut
admin-health = État
admin-health-lede = Ce que ce serveur voit de lui-même et de sa base de données.
admin-health-ok = Le service peut faire son travail.
admin-health-obstacle = Le service ne peut pas faire son travail{"\u00A0"}: son journal dit pourquoi.
admin-health-doctor = Ceci regarde de plus près, sur le serveur lui-même{"\u00A0"}:
admin-health-version = Version
admin-health-sessions = Sessions ouvertes
admin-health-letters = E-mails en attente
admin-health-notices = Notifications en attente
admin-health-no-mail = Le courrier n’est pas installé
admin-health-unknown = Inconnu
admin-health-clock = L’horloge de la base de données avance de
admin-health-seconds = { $seconds } s

gate-going = Vers { $app }
gate-continue = Continuer
gate-needs-second-factor = { $app } demande un second facteur
gate-set-up-first = Configurez d’abord l’authentification à deux facteurs. Ouvrez ensuite { $app } à nouveau.
gate-needs-passkey = { $app } demande une clé d’accès
gate-use-passkey = Confirmez votre identité avec une clé d’accès de votre compte.
gate-add-passkey-first = Ajoutez d’abord une clé d’accès à votre compte. Ouvrez ensuite { $app } à nouveau.
gate-denied = { $app } ne vous est pas ouverte
gate-denied-text = Vous êtes connecté en tant que { $email }. La personne qui gère ce service décide quels comptes peuvent l’ouvrir.
gate-other-account = Utiliser un autre compte
confirm-for-app = L’application veut s’assurer qu’il s’agit bien de vous.
apps-title = Vos applications
