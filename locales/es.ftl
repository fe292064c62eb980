### El idioma

language-name = Español
language-direction = ltr

### Números y fechas

number-separator = {"\u00A0"}
month = { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
date = { $day } de { $month } de { $year }
date-time-utc = { $date }, { $time } UTC
seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}

### En todas las páginas

skip-to-content = Saltar al contenido
nav-label = Principal
nav-account = Cuenta
nav-sign-in = Iniciar sesión
nav-sign-out = Cerrar sesión
nav-register = Crear cuenta
title-refused = Error: { $title }
footer-operator = Inicio de sesión con Latchkey, a cargo de quienes administran este servidor.
footer-privacy = Sin rastreadores ni terceros.
footer-languages = Idioma
footer-imprint = Aviso legal
footer-privacy-policy = Privacidad
cancel = Cancelar
to-start-page = Ir a la página de inicio
try-again = Volver a intentarlo
back-to-account = Volver a la cuenta

### Formularios

form-refused-title = { $count ->
    [one] Hay { $count } campo por revisar:
   *[other] Hay { $count } campos por revisar:
}
form-offline = No se ha podido conectar con el servicio. Comprueba tu conexión e inténtalo de nuevo.
form-checking = Comprobando…
email-label = Correo electrónico
password-label = Contraseña
password-show = Mostrar la contraseña
password-show-short = Mostrar
password-hide-short = Ocultar
new-password-label = Nueva contraseña
password-caps-lock = El bloqueo de mayúsculas está activado.
code-label = Código
code-sends-itself = Se envía solo al escribir el sexto.
recovery-code-label = Código de recuperación
code-or-recovery-code-hint = Los { $digits } dígitos de tu aplicación de autenticación o un código de recuperación

### Qué puede estar mal en un campo

name-empty = Escribe cómo quieres que te llamemos.
email-empty = Escribe tu correo electrónico.
email-malformed = Esto no es una dirección de correo electrónico. Debe tener esta forma: nombre@example.com.
email-too-long = Es demasiado larga para ser una dirección de correo electrónico.
email-taken = Ya existe una cuenta con este correo electrónico. ¿Prefieres iniciar sesión? Si has pulsado el botón dos veces, es la que acabas de crear.
password-empty = Escribe tu contraseña.
password-too-long = Esta contraseña es demasiado larga: { $most } bytes como máximo.
password-too-short = { $fewest ->
    [one] Usa al menos { $fewest } carácter.
   *[other] Usa al menos { $fewest } caracteres. Unas cuantas palabras seguidas son fáciles de recordar.
}
password-common = Esta contraseña es una de las primeras que probaría cualquiera. Elige otra, por ejemplo unas cuantas palabras sin relación entre sí.
password-personal = Esta contraseña es poco más que tu nombre, tu correo electrónico o el nombre de este servicio. Elige otra.
password-unchanged = Es tu contraseña actual. Elige otra.
field-unchanged = Ya es así.
code-empty = Escribe los 6 dígitos que muestra tu aplicación de autenticación.
code-malformed = El código debe tener 6 dígitos.
recovery-code-empty = Escribe uno de tus códigos de recuperación.
recovery-code-malformed = Un código de recuperación tiene 24 letras y dígitos, en seis grupos de cuatro.
reset-code-wrong = Este no es el código de un enlace así. Copia el enlace otra vez, de principio a fin.
field-empty = Completa este campo.
field-too-long = El texto es demasiado largo: { $most } caracteres como máximo.
field-too-short = El texto es demasiado corto: { $fewest } caracteres como mínimo.
field-no-number = Es un número entero del 1 al { $most }.
field-unprintable = El texto contiene caracteres que no se pueden mostrar. Elimínalos.
field-malformed = Este dato no es válido.
field-taken = Este dato ya está en uso.

### Por qué se ha rechazado un formulario

refused-wrong-credentials = El correo electrónico o la contraseña no son correctos. Comprueba ambos e inténtalo de nuevo.
refused-wrong-password = La contraseña no es correcta.
refused-wrong-code = Este código no es correcto. Escribe el que muestra ahora tu aplicación y comprueba que el teléfono ajusta la hora automáticamente.
refused-clock-ahead = Este código es de otro momento: el reloj de tu teléfono lleva alrededor de { $off } de adelanto. Deja que el teléfono ajuste la hora automáticamente y escribe el código siguiente.
refused-clock-behind = Este código es de otro momento: el reloj de tu teléfono lleva alrededor de { $off } de retraso. Deja que el teléfono ajuste la hora automáticamente y escribe el código siguiente.
refused-code-used = Este código ya se ha usado. Espera al siguiente.
refused-wrong-recovery-code = Este no es uno de los códigos de recuperación que te quedan por usar. Cada uno sirve una sola vez.
refused-too-many-attempts = Demasiados intentos. Inténtalo de nuevo dentro de { $wait }.
refused-codes-disabled = Tras demasiados errores, los códigos de la aplicación ya no se aceptan. Inicia sesión con uno de tus códigos de recuperación.
refused-sign-in-over = Este inicio de sesión ha tardado demasiado, ha superado el número de intentos o se ha enviado dos veces. Empieza de nuevo con tu contraseña y un código nuevo.
refused-not-signed-in = Tu sesión ha finalizado. Vuelve a iniciar sesión para continuar.
refused-second-factor-missing = Para esto se necesita tu segundo factor. Vuelve a iniciar sesión para continuar.
refused-step-up-needed = Primero confirma que eres tú.
refused-two-factor-required = La verificación en dos pasos es obligatoria para esta cuenta.
refused-already-on = La verificación en dos pasos ya está activada.
refused-not-on = La verificación en dos pasos está desactivada.
refused-other-account = Este enlace es de otra cuenta. Inicia sesión en esa cuenta y sigue el enlace otra vez.
refused-last-authenticator = Este es tu último segundo factor. Para quitarlo, desactiva la verificación en dos pasos.
refused-no-passkeys = Las llaves de acceso son para nombres, y a este servicio se llega por una dirección IP o sin cifrado. Quien lo gestiona puede cambiarlo.
refused-passkey = Esta llave de acceso no se ha aceptado. Inténtalo de nuevo o usa otra forma.
refused-passkey-unknown = Esta llave de acceso ya no se conoce aquí. Usa otra forma y bórrala de tu dispositivo.
refused-passkey-over = Ha tardado demasiado o se ha enviado dos veces. Inténtalo de nuevo.
refused-passkey-copied = Esta llave de acceso se ha usado mientras tanto en otro lugar: puede que alguien tenga una copia. No se ha aceptado. Usa otra forma y después quítala.
refused-passkey-taken = Esta llave de acceso ya pertenece a una cuenta.
refused-passkeys-needed = Sin contraseña necesitas dos llaves de acceso, o una y códigos de recuperación que hayas guardado.
refused-password-missing = Tu cuenta no tiene contraseña y la necesita para esto. Elige primero una.
refused-sealed = Esta cuenta está sellada. Abre el sello con tu segundo factor y una nueva contraseña, o pide un enlace a quienes administran este servicio.
refused-disabled = Esta cuenta está desactivada. Pregunta a quienes administran este servicio.
refused-awaits-approval = Esta cuenta espera su aprobación. Podrás iniciar sesión en cuanto la aprueben quienes administran este servicio.
refused-registration-closed = Aquí nadie puede crear una cuenta por su cuenta. Pregunta a quienes administran este servicio.
refused-invitation-over = Esta invitación está agotada, se ha retirado o ha caducado. Pide otra.
refused-own-account = Esta es tu propia cuenta. La cambias en sus propias páginas, y esto puede hacerlo otro administrador.
refused-last-administrator = Es el último administrador: nadie podría administrar ya este servicio. Nombra antes a otro.
refused-declared = Un archivo declara esta cuenta: lo que dice se cambia en ese archivo.
refused-reset-over = Este enlace ya se ha usado, se ha sustituido por otro más reciente o ha caducado. Pide otro.
refused-set-up-over = Esta configuración ha tardado demasiado o se ha iniciado de nuevo en otra ventana. Empiézala otra vez.
refused-codes-not-confirmed = Escribe uno de los códigos o marca la casilla.
refused-codes-not-found = Sin tus códigos de recuperación, perder el teléfono te deja fuera. Si no los encuentras, crea otros nuevos abajo.
refused-not-found = Este elemento ya no existe.
refused-cross-site = Este formulario se ha enviado desde otro sitio web, así que no se ha hecho nada.
refused-raced = Otra de tus páginas se ha adelantado por un instante, así que no se ha hecho nada. Envía el formulario de nuevo.
refused-quota-reached = Has llegado al máximo permitido: { $most }. Elimina algo antes de continuar.
refused-too-large = Lo que has enviado es demasiado grande. No se ha guardado nada.
refused-unreadable = No se ha podido leer el formulario. Vuelve a cargar la página e inténtalo de nuevo.
refused-unavailable = El servicio no puede hacer esto en este momento. No se ha cambiado nada. Inténtalo de nuevo en unos instantes.

### Avisos: en qué ha quedado la última acción

notice-sign-in-first = Inicia sesión para ver esta página.
notice-session-ended = Tu sesión ha finalizado, así que no se ha cambiado nada. Inicia sesión para continuar.
notice-two-factor-required = La verificación en dos pasos es obligatoria para esta cuenta. Configúrala para continuar.
notice-registered = Te damos la bienvenida. Tu cuenta está lista.
notice-registration-asked = Hay un correo en camino a esa dirección. Sigue su enlace antes de un día para elegir tu contraseña. Mira también en el correo no deseado.
notice-recovery-code-used = Has iniciado sesión con un código de recuperación. Ese código ya no sirve.
notice-signed-out = Has cerrado sesión.
notice-two-factor-off = La verificación en dos pasos está desactivada.
notice-set-up-cancelled = No se ha cambiado nada. La verificación en dos pasos está desactivada.
notice-authenticator-added = El nuevo autenticador está listo. Se han cerrado tus demás sesiones.
notice-authenticator-renamed = El autenticador tiene su nuevo nombre.
notice-authenticator-removed = El autenticador se ha quitado y sus códigos ya no se aceptan. Se han cerrado tus demás sesiones.
notice-authenticator-cancelled = No se ha cambiado nada.
notice-passkey-added = La nueva llave de acceso está lista. Se ha cerrado tu sesión en todos los demás sitios.
notice-passkey-renamed = La llave de acceso tiene su nuevo nombre.
notice-passkey-removed = La llave de acceso se ha quitado y ya no se acepta. Se ha cerrado tu sesión en todos los demás sitios.
notice-passkey-put-off = En este navegador no se te volverá a preguntar en 30 días. «Añadir una llave de acceso» está siempre abajo.
notice-password-removed = Tu contraseña se ha eliminado. A partir de ahora inicias sesión con tus llaves de acceso.
notice-recovery-codes-kept = La verificación en dos pasos está activada y tus códigos de recuperación, guardados.
notice-checked-up = Bien guardados. Te lo preguntaremos otra vez dentro de un año.
notice-checkup-put-off = Te lo preguntaremos otra vez dentro de una semana.
notice-codes-not-shown = Los códigos de recuperación se muestran una sola vez, justo después de crearlos. Si necesitas verlos, crea otros nuevos.

### La página de inicio

home-title = Te damos la bienvenida
home-headline = Dos vueltas de llave, y la llave es solo tuya.
home-lede = Inicia sesión con tu contraseña y un código de tu teléfono. A quien consiga lo uno aún le faltará lo otro.
home-register = Crear cuenta
home-sign-in = Iniciar sesión
home-account = Tu cuenta
home-apps-title = La aplicación que prefieras
home-apps = Escanea una imagen una sola vez. Sirven Google Authenticator, Aegis, 1Password y cualquier otra aplicación de códigos temporales.
home-recovery-title = Una llave de repuesto
home-recovery = Con diez códigos de recuperación podrás entrar si pierdes el teléfono. Cada uno sirve una sola vez.
home-yours-title = Todo queda en casa
home-yours = Sin rastreadores ni terceros. Funciona en todos los navegadores, con JavaScript o sin él.

### Iniciar sesión

sign-in-title = Iniciar sesión
sign-in-code-title = Iniciar sesión: código
sign-in-recovery-code-title = Iniciar sesión: código de recuperación
sign-in-steps = Pasos del inicio de sesión
sign-in-step-password = Contraseña
sign-in-step-done = paso completado
sign-in-step-code = Código
sign-in-step-recovery-code = Código de recuperación
sign-in-now-code = Paso 2 de 2: el código de tu aplicación de autenticación.
sign-in-now-recovery-code = Paso 2 de 2: un código de recuperación.
sign-in-button = Iniciar sesión
sign-in-continue = Continuar
sign-in-code-hint = Los { $digits } dígitos de tu aplicación de autenticación.
sign-in-recovery-code-hint = Uno de los códigos que guardaste al activar la verificación en dos pasos. Cada uno sirve una sola vez.
sign-in-trust = { $days ->
    [one] No volver a pedírmelo hoy en este navegador.
   *[other] No volver a pedírmelo en este navegador durante { $days } días.
}
sign-in-use-recovery-code = Usar un código de recuperación
sign-in-use-code = Usar un código de la aplicación
sign-in-start-over = Empezar de nuevo
sign-in-new-here = ¿Aún no tienes cuenta?
sign-in-register = Crear cuenta

### Crear una cuenta

register-title = Crear cuenta
register-lede = Recibirás un correo con un enlace. Muestra que la dirección es tuya y lleva a tu contraseña.
register-lede-approved = Quienes administran este servicio aprueban cada cuenta nueva antes de que se pueda usar.
register-lede-invited = Para ello necesitas una invitación: un enlace de quienes administran este servicio.
register-invitation = Invitación
register-invitation-hint = Pega el enlace completo de tu invitación o lo que hay detrás de su #.
register-invitation-optional = Si tienes una: el enlace completo o lo que hay detrás de su #. Con ella tu cuenta no necesita aprobación.
invitation-wrong = Este no es el código de una invitación. Copia su enlace otra vez, de principio a fin.
notice-approval-asked = Tu cuenta está creada y espera la aprobación de quienes administran este servicio. Después podrás iniciar sesión.
first-administrator-title = El primer administrador
first-administrator-lede = Quien tiene el enlace del registro de este servicio crea la cuenta que lo administra. El enlace sirve una vez.
first-administrator-code = Enlace o código del registro
first-administrator-next = Después activa la verificación en dos pasos: sin ella nadie administra nada.
register-name = Nombre
register-password-hint = { $fewest ->
    [one] Al menos { $fewest } carácter. Se admiten todos, incluidos los espacios.
   *[other] Al menos { $fewest } caracteres. Se admiten todos, incluidos los espacios.
}
register-button = Crear cuenta
register-waiting = Creando…
register-have-account = ¿Ya tienes cuenta?
register-sign-in = Iniciar sesión

### La solidez de una contraseña nueva, mientras se escribe

strength-too-short = { $missing ->
    [one] Falta { $missing } carácter.
   *[other] Faltan { $missing } caracteres.
}
strength-guessable = Fácil de adivinar. Elige algo menos común.
strength-fair = Longitud suficiente. Con una palabra más, sería robusta.
strength-strong = Una contraseña robusta.

### La cuenta

account-title = Cuenta
account-greeting = Hola, { $name }
account-details = Tus datos
account-name = Nombre
account-email = Correo electrónico
account-since = Cuenta creada el
account-two-factor = Verificación en dos pasos
account-on = Activada
account-off = Desactivada
account-soon-required-title = { $days ->
    [one] Queda un día para configurar la verificación en dos pasos
   *[other] Quedan { $days } días para configurar la verificación en dos pasos
}
account-soon-required-text = A partir del { $date }, será obligatoria en este servicio. Sin ella, tu cuenta solo te permitirá configurarla.
account-off-text = Con un código de tu teléfono como segunda cerradura, una contraseña robada no abre nada por sí sola.
account-set-up = Configurar la verificación
account-set-up-by-passkey = Activar con una llave de acceso
account-authenticator = Aplicación de autenticación
account-recovery-codes = Códigos de recuperación
account-codes-left = { $left ->
    [one] Queda { $left } de { $all }
   *[other] Quedan { $left } de { $all }
}
account-codes-few = Pocos
account-new-codes = Nuevos códigos de recuperación
account-turn-off = Desactivar
account-few-codes-title = { $left ->
    [0] No te queda ningún código de recuperación.
    [one] Te queda { $left } código de recuperación.
   *[other] Te quedan { $left } códigos de recuperación.
}
account-few-codes-text = Crea otros nuevos antes de usar el último: así no te quedarás fuera aunque pierdas el teléfono.
account-safety = Dónde y cuándo
account-safety-text = Mira dónde tienes la sesión iniciada y qué ha ocurrido con tu cuenta.
account-change = Cambiar
account-data = Tus datos y tu baja
notice-name-changed = Se ha cambiado tu nombre.
notice-email-changed = Se ha cambiado tu correo electrónico. Inicia sesión con el nuevo a partir de ahora. Se han cerrado tus demás sesiones.
notice-email-asked = Hay un correo en camino a la nueva dirección. Sigue su enlace antes de un día, con la sesión iniciada aquí. Hasta entonces vale tu dirección anterior.
notice-letters-chosen = Tu elección de avisos está guardada.
notice-push-chosen = Un mensaje push va de camino. Si en un minuto no llega ninguno, revisa la dirección.
notice-push-ended = Ya no recibirás mensajes push.
notice-recovery-asked = Hay un correo en camino a la dirección de la cuenta. La espera empieza con su enlace.
notice-recovery-begun = La espera ha empezado. Cuando termine, inicia sesión solo con tu contraseña.
notice-recovery-stopped = La espera está detenida: tus segundos factores se quedan. Cambia tu contraseña si otra persona la conoce.
notice-password-changed = Se ha cambiado tu contraseña. Se han cerrado tus demás sesiones.
notice-unsealed = El sello está abierto y tu nueva contraseña ya está activa.
notice-password-reset = Tu nueva contraseña ya está activa. Inicia sesión con ella.
confirm-for-end-session = Al confirmar, se cerrará de inmediato la sesión elegida.
confirm-and-end-session = Confirmar y cerrar la sesión
confirm-for-end-others = Al confirmar, se cerrarán de inmediato tus demás sesiones.
confirm-and-end-others = Confirmar y cerrar las demás
notice-warning-answered = Bien. No se te volverá a avisar de eso.
notice-session-ended-by-person = Se ha cerrado la sesión.
notice-other-sessions-ended = Se han cerrado tus demás sesiones.
notice-trust-ended = En ese navegador se volverá a pedir un código.
notice-all-trust-ended = En todos los navegadores se volverá a pedir un código.

### Confirmar la identidad

confirm-title = Confirma que eres tú
confirm-for-new-codes = Al confirmar, se crearán diez códigos de recuperación nuevos. Los que tienes dejarán de funcionar.
confirm-for-set-up = Al confirmar, empezará la configuración de la verificación en dos pasos: verás una clave nueva para tu aplicación de autenticación.
confirm-for-account = Vas a cambiar tu forma de iniciar sesión y ha pasado un tiempo desde la última vez que confirmaste tu identidad.
confirm-button = Confirmar
confirm-and-set-up = Confirmar y configurar
confirm-and-new-codes = Confirmar y crear códigos
confirm-for-add-authenticator = Al confirmar, aparecerá una clave para una aplicación de autenticación más.
confirm-for-replace-authenticator = Al confirmar, aparecerá una clave nueva. Tu autenticador actual funcionará hasta que el nuevo esté listo.
confirm-for-remove-authenticator = Al confirmar, se quitará el autenticador elegido. Sus códigos dejarán de aceptarse.
confirm-and-show-key = Confirmar y mostrar la clave
confirm-and-remove-authenticator = Confirmar y quitar
confirm-for-add-passkey = Al confirmar llegas a la página que crea una llave de acceso.
confirm-for-remove-passkey = Al confirmar se quita la llave de acceso que has elegido. Ya no se acepta.
confirm-for-remove-password = Al confirmar se elimina tu contraseña. Entonces inicias sesión solo con llaves de acceso, y se cierra tu sesión en todos los demás sitios.
confirm-and-remove-password = Confirmar y eliminar la contraseña

### Configurar la verificación en dos pasos

set-up-title = Configurar la verificación en dos pasos
set-up-lede = Tu contraseña no cambia. A partir de ahora, el segundo paso será un código de una aplicación de autenticación.
set-up-app-title = Abre tu aplicación de autenticación
set-up-app-text = Sirve cualquier aplicación de códigos temporales: Google Authenticator, Aegis, 1Password, Bitwarden y muchas otras.
set-up-scan-title = Añade esta cuenta a la aplicación
set-up-scan-text = En la aplicación, elige «Añadir» o «+» y escanea esta imagen:
set-up-picture = Código QR para tu aplicación de autenticación
set-up-same-device = ¿Tienes la aplicación en este dispositivo? Entonces no hace falta escanear nada:
set-up-open = Abrir en la aplicación
set-up-by-hand = o escribe esta clave a mano
set-up-copy = Copiar la clave
set-up-account = Cuenta
set-up-type = Tipo de clave
set-up-type-time = Basada en el tiempo
set-up-code-title = Escribe el código que aparece
set-up-code-hint = 6 dígitos. Cada 30 segundos aparece un código nuevo.
set-up-countdown = El código cambia en { $seconds }{"\u00A0"}s.
set-up-next = Después recibirás diez códigos de recuperación, por si algún día pierdes el teléfono.
set-up-button = Activar

### Autenticadores

authenticators-title = Autenticadores
authenticators-lede = Aplicaciones que muestran códigos para esta cuenta. Con dos, perder un teléfono no deja fuera a nadie.
authenticators-change = Cambiar tus autenticadores
authenticators-add = Añadir un autenticador
authenticators-full = Tienes { $most } autenticadores. Quita uno para añadir otro.
authenticators-added = Añadido
authenticators-last-used = Último uso
authenticators-rename = Renombrar
authenticators-rename-label = Renombrar { $name }
authenticators-replace = Sustituir
authenticators-replace-label = Sustituir { $name }
authenticators-remove = Quitar
authenticators-remove-label = Quitar { $name }
authenticators-name = Nombre
authenticators-name-hint = Para reconocerlo, por ejemplo «Pixel 9». Puedes dejarlo vacío.
authenticators-rename-title = Renombrar el autenticador
authenticators-rename-lede = Ahora: { $name }
authenticators-rename-button = Cambiar el nombre
authenticators-add-title = Añadir un autenticador
authenticators-add-lede = Un segundo teléfono o un gestor de contraseñas. Los que ya tienes siguen funcionando.
authenticators-add-button = Añadir
authenticators-replace-title = Sustituir un autenticador
authenticators-replace-lede = El actual funciona hasta que el nuevo muestre su primer código.
authenticators-replace-button = Sustituir
authenticators-next = Después se cerrarán tus demás sesiones.

### Desactivar la verificación en dos pasos

turn-off-title = Desactivar la verificación en dos pasos
turn-off-lede = Tu contraseña volverá a ser suficiente para entrar en tu cuenta. Tus códigos de recuperación dejarán de funcionar y se cerrarán tus demás sesiones.
turn-off-button = Desactivar
turn-off-waiting = Desactivando…

### Códigos de recuperación

recovery-title = Códigos de recuperación
recovery-heading = Guarda tus códigos de recuperación
recovery-lede = La verificación en dos pasos está activada. Si pierdes el teléfono, podrás entrar con uno de estos códigos. Cada uno sirve una sola vez.
recovery-once-title = No se volverán a mostrar.
recovery-once-text = Guárdalos con tus papeles importantes o en un gestor de contraseñas. Pero no en el teléfono al que sustituyen.
recovery-codes-label = Tus códigos
recovery-sheet-title = Códigos de recuperación de { $app }
recovery-copy = Copiar
recovery-download = Descargar
recovery-print = Imprimir
recovery-kept-title = ¿Los has guardado?
recovery-type-one = Escribe uno de los códigos
recovery-type-one-hint = Cópialo de donde los tengas guardados: así sabrás que se pueden leer.
recovery-or = o
recovery-stored = Los he guardado en un lugar seguro
recovery-continue = Continuar
recovery-file-name = codigos-de-recuperacion
recovery-file-title = Códigos de recuperación de { $app } para { $email }
recovery-file-made = creados el { $when }
recovery-file-text = Cada uno sirve una sola vez para entrar, en lugar de un código de tu teléfono.
copied = Copiado
copy-by-hand = Copia el texto seleccionado

### The checkup

checkup-title = Comprobar que puedes volver a entrar
checkup-lede = Unos códigos que nadie encuentra no sirven de nada. Míralo ahora, mientras aún puedes arreglarlo.
checkup-found = Acabo de mirar: mis códigos de recuperación están donde los guardé.
checkup-code-hint = { $digits } dígitos de tu aplicación de autenticación.
checkup-button = Listo
checkup-lost = ¿No los encuentras? Crea otros nuevos: los antiguos dejarán de funcionar.
checkup-due-title = ¿Podrías entrar sin tu teléfono?
checkup-due-text = Es un minuto: un código de tu aplicación y una mirada al lugar donde guardas tus códigos de recuperación.
checkup-due-button = Comprobar ahora
checkup-later = Preguntar en una semana

### Trusted browsers

trust-title = Navegadores de confianza
trust-lede = En estos navegadores no se pide ningún código al iniciar sesión: basta con tu contraseña. Los cambios en tu cuenta siguen pidiendo un código.
trust-none = { $days ->
    [one] Ningún navegador es de confianza. Puedes elegirlo por un día al iniciar sesión con un código.
   *[other] Ningún navegador es de confianza. Puedes elegirlo por { $days } días al iniciar sesión con un código.
}
trust-this = Este navegador
trust-since = De confianza desde
trust-until = De confianza hasta
trust-end = Dejar de confiar
trust-end-label = Dejar de confiar en { $browser }
trust-end-all = Dejar de confiar en todos

### Sessions

sessions-title = Sesiones
sessions-lede = Todos los lugares donde tienes la sesión iniciada. Si no reconoces alguno, cierra esa sesión y cambia tu contraseña.
sessions-this = Esta sesión
sessions-address = Dirección IP
sessions-last-used = Último uso
sessions-began = Inicio de sesión
sessions-opened-by = Con
sessions-end = Cerrar
sessions-end-label = Cerrar la sesión en { $browser }
sessions-end-others = Cerrar todas las demás
factors-password = Contraseña
factors-password-in-trusted-browser = Contraseña, en un navegador de confianza
factors-password-and-code = Contraseña y código
factors-password-and-recovery-code = Contraseña y código de recuperación
factors-password-and-passkey = Contraseña y llave de acceso
factors-passkey = Llave de acceso
whereabouts-browser = { $browser } en { $system }
whereabouts-unknown = Navegador desconocido
whereabouts-place = { $browser }, { $address }

### The security log

warning-seal = Si no, sella tu cuenta: ya nadie podrá entrar con esta contraseña.
warning-was-not-me = No he sido yo: sellar
security-log-title = Registro de seguridad
security-log-lede = { $days ->
    [one] Lo que ha ocurrido con tu cuenta en el último día.
   *[other] Lo que ha ocurrido con tu cuenta en los últimos { $days } días.
}
security-log-filter = Mostrar
security-log-all = Todo
security-log-sign-ins = Inicios de sesión
security-log-misses = Rechazados
security-log-changes = Cambios
security-log-none = Nada de este tipo
security-log-pages = Páginas
security-log-newest = Más recientes
security-log-older = Anteriores
security-log-download = Descargar como JSON
event-registered = Cuenta creada
event-signed-in = Inicio de sesión
event-password-refused = Contraseña incorrecta
event-second-factor-missing = Contraseña correcta, pero sin segundo factor
event-second-factor-refused = Contraseña correcta, segundo factor incorrecto
event-stepped-up = Identidad confirmada
event-signed-out = Cierre de sesión
event-session-ended = Otra sesión cerrada
event-other-sessions-ended = Todas las demás sesiones cerradas
event-token-reused = Alguien ha usado una copia de esta sesión, así que se ha cerrado
event-two-factor-on = Verificación en dos pasos activada
event-authenticator-added = Autenticador añadido
event-authenticator-replaced = Autenticador sustituido
event-authenticator-renamed = Autenticador renombrado
event-authenticator-removed = Autenticador quitado
event-passkey-added = Llave de acceso añadida
event-passkey-renamed = Nombre de una llave de acceso cambiado
event-passkey-removed = Llave de acceso quitada
event-passkey-copied = Llave de acceso rechazada: puede que la hayan copiado
event-password-removed = Contraseña eliminada
event-two-factor-off = Verificación en dos pasos desactivada
event-checked-up = Código mostrado, códigos de recuperación a mano
event-letters-chosen = Avisos elegidos
event-push-address-changed = Dirección de los mensajes push cambiada
event-recovery-begun = Espera por segundos factores perdidos iniciada
event-recovery-cancelled = Espera por segundos factores perdidos detenida
event-recovery-done = Segundos factores perdidos retirados
event-browser-trusted = Navegador de confianza: no se le pide ningún código
event-trust-ended = Se ha dejado de confiar en un navegador
event-trust-reused = Alguien ha usado una copia de la confianza de un navegador, así que se ha retirado
event-recovery-codes-replaced = Nuevos códigos de recuperación creados
event-recovery-code-used = Código de recuperación usado
event-password-changed = Contraseña cambiada
event-password-reset-issued = Enlace creado para una nueva contraseña
event-password-reset = Contraseña sustituida mediante un enlace
event-name-changed = Nombre cambiado
event-email-changed = Correo electrónico cambiado
event-email-restored = Dirección de correo anterior recuperada
event-sealed = Cuenta sellada
event-unsealed = Sello abierto
event-exported = Datos descargados
event-deletion-ordered = Eliminación solicitada
event-deletion-cancelled = Eliminación anulada
event-approval-asked = Cuenta creada, a la espera de aprobación
event-approved = Cuenta aprobada
event-disabled = Cuenta desactivada
event-enabled = Cuenta activada de nuevo
event-unlocked = Fallos contados puestos a cero
event-role-given = Nombrado administrador
event-role-taken = Ya no es administrador
event-groups-changed = Grupos cambiados
event-all-sessions-ended = Todas las sesiones cerradas
event-service-restored = El servicio volvió desde una copia de seguridad
event-new-device = Navegador nuevo
actor-operator = por un administrador de este servicio
actor-service = por el propio servicio
warning-title = Alguien conoce tu contraseña
warning-text = Se ha escrito aquí tu contraseña, pero no el segundo factor. ¿Has sido tú?
warning-was-me = He sido yo

### Changing name, address and password

profile-name-title = Cambiar tu nombre
profile-name-lede = El nombre con el que te llamamos aquí.
profile-name-button = Cambiar el nombre
profile-email-title = Cambiar tu correo electrónico
profile-email-lede = A partir de entonces iniciarás sesión con la nueva dirección y se cerrarán tus demás sesiones.
profile-email-lede-by-mail = Se envía un correo a la nueva dirección. Cuando hayas seguido su enlace, iniciarás sesión con esa dirección y se cerrarán tus demás sesiones.
profile-email-now = Ahora: { $email }
profile-email-button = Cambiar la dirección
password-title = Cambiar tu contraseña
password-lede = Se cerrarán tus demás sesiones.
password-button = Cambiar la contraseña

### The seal

seal-link = No he sido yo
seal-title = Sellar tu cuenta
seal-lede = ¿Alguien ha entrado en tu cuenta o conoce tu contraseña? Una pulsación cierra la cuenta.
seal-alone-title = Una cuenta sin segundo factor no se puede sellar.
seal-alone-text = Nada podría volver a abrirla. Mejor cambia tu contraseña: así se cierran de inmediato todas las demás sesiones.
seal-ends-sessions = Se cierran de inmediato todas las sesiones, también la tuya, y se olvidan los navegadores conocidos.
seal-refuses-password = Tu contraseña ya no abre nada.
seal-opened-by = Tu segundo factor o un código de recuperación abre el sello, junto con una nueva contraseña.
seal-by-link-title = Sellar tu cuenta con un enlace
seal-by-link-opened-by = La abre un segundo factor, junto con una contraseña nueva. Sin él, pide una contraseña nueva al iniciar sesión.
letter-code-label = Enlace o código del correo
letter-code-hint = Pega el enlace completo o lo que hay detrás de su #.
seal-button = Sellar ahora
sealed-title = Tu cuenta está sellada
sealed-lede = Nadie tiene la sesión iniciada en ella, y la contraseña no abre nada por sí sola.
sealed-first = Usa un dispositivo en el que confíes y piensa una nueva contraseña.
sealed-second = Inicia sesión una vez más con la contraseña antigua. Se te pedirán el segundo factor y la nueva contraseña.
sealed-third = Después lee tu registro de seguridad y sustituye tus códigos de recuperación si alguien ha podido verlos.
sealed-button = Abrir el sello
unseal-title = Abrir el sello
unseal-lede = Esta cuenta está sellada. Tu segundo factor y una nueva contraseña la abren.
unseal-button = Abrir e iniciar sesión

### A forgotten password

forgotten-link = ¿Has olvidado tu contraseña?
forgotten-title = Contraseña olvidada
forgotten-lede = Recibirás un correo con un enlace para elegir una nueva.
forgotten-button = Enviar el correo
notice-reset-asked = Si existe una cuenta con esa dirección, hay un correo en camino. Su enlace sirve una sola vez, durante 30{"\u00A0"}minutos. Mira también en el correo no deseado.

register-confirm-title = Confirmar tu dirección
register-confirm-lede = Has recibido un enlace para ello, por correo.
register-confirm-password-title = Elegir tu contraseña
confirm-email-title = Confirmar tu nueva dirección
confirm-email-lede = A partir de entonces iniciarás sesión con la nueva dirección y se cerrarán tus demás sesiones.
confirm-email-button = Usar esta dirección
confirm-email-sign-in = Inicia sesión primero en tu cuenta. Después sigue otra vez el enlace del correo.

letters-title = Avisos
letters-lede = Se envían por correo a { $email }.
letters-always = Siempre se te avisa de lo que cambia quién entra en tu cuenta, o parece cosa de un extraño.
letters-optional = Avisarme también de lo que he hecho yo: un inicio de sesión con un navegador nuevo y mi segundo factor, una descarga de mis datos, una eliminación cancelada.
letters-button = Guardar
letters-lede-by-push = Llegan como mensajes push.

push-title = Mensajes push
push-lede = Los mismos avisos, al momento en tu teléfono: por ntfy o Gotify, cuyo servidor puedes alojar tú.
push-now = Se envían a { $host }, desde el { $since }.
push-none = No recibes ninguno.
push-unreadable = Su dirección ya no se puede usar. Introduce otra.
push-link = Elegir adónde van
push-address-label = Dirección para mensajes push
push-address-hint = La de un tema de ntfy, como https://ntfy.sh/TEMA, o de una aplicación de Gotify, como https://gotify.example.com/message?token=TOKEN. Si la dejas vacía, no recibes ninguno.
push-private = Quien lleva ese servidor puede leer los mensajes, y también quien adivine el nombre de un tema abierto. Nada de lo que dicen abre tu cuenta.
push-hosts = Este servicio solo los envía a { $hosts }.
push-address-malformed = Tiene que ser la dirección de un tema de ntfy o de una aplicación de Gotify, y empezar por https://.
push-address-not-allowed = Este servicio no envía mensajes push allí.
push-recovery-how = Si no has sido tú, inicia sesión: eso lo detiene. Después cambia tu contraseña: alguien la conoce.
push-many-text = Hasta el { $when } han ocurrido tantas cosas en tu cuenta que no se enviarán más mensajes push durante una hora. Todo está en tu registro de seguridad.

recovery-link = ¿Has perdido el teléfono y los códigos de recuperación?
recovery-wait-title = Teléfono y códigos de recuperación perdidos
recovery-wait-lede = También sin ellos puedes volver a entrar: esperando.
recovery-effect = Al cabo de { $hours }{"\u00A0"}horas se retiran tus aplicaciones de autenticación y tus códigos de recuperación, y se cierran todas las sesiones. Entonces inicias sesión con la contraseña y configuras primero un nuevo segundo factor.
recovery-told = Quien tenga la sesión iniciada en la cuenta lo sabe en el acto, y su buzón cada día.
recovery-told-without-mail = Quien tenga la sesión iniciada en la cuenta lo sabe en el acto.
recovery-void = Cualquier inicio de sesión con un segundo factor lo detiene, y también un clic de quien lo sepa.
recovery-by-mail = Se envía un correo a la dirección de la cuenta: la espera empieza con su enlace.
recovery-begin = Empezar la espera
recovery-under-way = La espera está en curso. Termina { $when }: entonces inicia sesión con tu contraseña.
recovery-link-title = Empezar la espera por segundos factores perdidos
recovery-stop-title = Conservar tus segundos factores
recovery-stop-lede = ¿Alguien con tu contraseña ha dicho que el teléfono y los códigos de recuperación se han perdido, y no has sido tú?
recovery-stop = Detener
recovery-alarm-title = Alguien dice que tu teléfono y tus códigos de recuperación se han perdido
recovery-alarm-text = Conoce tu contraseña. Tus segundos factores se retiran { $when }, si no lo detienes. Si no has sido tú, cambia también tu contraseña.

undo-title = Recuperar tu dirección anterior
undo-lede = ¿Alguien ha puesto otra dirección de correo en tu cuenta y no has sido tú?
undo-effect = Esta dirección vuelve a ser la de la cuenta y se cierran todas las sesiones.
undo-next = Tu contraseña no cambia con esto: elige después una nueva, porque quien lo hizo quizá la conozca.
undo-button = Recuperarla
notice-email-restored = Esta dirección vuelve a ser la de la cuenta y se han cerrado todas las sesiones. Pide ahora una contraseña nueva.

### Letters

letter-greeting = Hola, { $name }:
letter-greeting-without-name = Hola:
letter-footer = { $app } envía este mensaje por tu seguridad: { $address }. Nadie lee las respuestas.
letter-when = Cuándo: { $when }.
letter-when-and-where = Cuándo y desde dónde: { $when }, { $place }.
letter-happened = Esto ha ocurrido en tu cuenta: { $what }.
letter-new-device-title = Inicio de sesión con un navegador nuevo
letter-new-device = Alguien ha iniciado sesión en tu cuenta con un navegador que no se había usado antes para ello.
letter-password-known = Alguien ha escrito la contraseña correcta de tu cuenta, pero no el segundo factor. Tu cuenta está a salvo mientras lo esté el segundo factor.
letter-not-you = Si has sido tú, no hay nada que hacer. Si no, cambia tu contraseña cuanto antes.
letter-not-you-seal = Si has sido tú, no hay nada que hacer. Si no, sella tu cuenta: se cierran todas las sesiones y la contraseña no abre nada hasta que vuelvas a abrirla.
letter-sealed-how = La abre tu segundo factor o un código de recuperación, junto con una contraseña nueva. Sin segundo factor, pide una contraseña nueva al iniciar sesión.
letter-seal-button = No he sido yo: sellar mi cuenta
letter-undo-how = Si has sido tú, no hay nada que hacer. Si no, recupera esta dirección en el plazo de una semana: se cierran todas las sesiones y eliges una contraseña nueva.
letter-undo-button = No he sido yo: recuperar esta dirección
letter-former-address = Recibes este mensaje porque esta dirección era hasta ahora la de la cuenta.
letter-many-title = Han ocurrido más cosas en tu cuenta
letter-many-text = Hasta el { $when } han ocurrido tantas cosas en tu cuenta que no se escribirán más correos durante una hora. Todo está en tu registro de seguridad.
letter-reset-title = Elegir una contraseña nueva
letter-reset-asked = Alguien ha pedido una contraseña nueva para tu cuenta.
letter-reset-how = El enlace de abajo sirve una sola vez, hasta media hora después de la petición. Si tienes activada la verificación en dos pasos, se te seguirá pidiendo.
letter-reset-not-you = Si no has sido tú, no hagas nada: tu contraseña sigue siendo la misma.
letter-reset-button = Elegir una contraseña nueva
letter-confirm-title = Confirmar tu dirección
letter-confirm-asked = Alguien quiere crear una cuenta con esta dirección.
letter-confirm-how = Si eres tú, sigue el enlace de abajo antes de un día y elige tu contraseña.
letter-confirm-not-you = Si no has sido tú, no hagas nada: sin el enlace no se crea ninguna cuenta.
letter-confirm-button = Confirmar la dirección
letter-address-title = Confirmar tu nueva dirección
letter-address-asked = Alguien quiere usar esta dirección para la cuenta que tiene.
letter-address-how = Si eres tú, sigue el enlace de abajo antes de un día, en un navegador en el que hayas iniciado sesión.
letter-address-not-you = Si no has sido tú, no hagas nada: sin el enlace no cambia nada.
letter-address-button = Confirmar la dirección
letter-in-use-title = Ya tienes una cuenta
letter-in-use-asked = Alguien quiere usar esta dirección para una cuenta, pero ya tiene una: la tuya.
letter-in-use-how = Si has sido tú, inicia sesión. Si has olvidado la contraseña, pide allí una nueva.
letter-in-use-not-you = Si no has sido tú, no hagas nada: nada ha cambiado y nadie ha sabido que tienes una cuenta.
letter-recovery-until = Tus segundos factores se retiran { $when }, y se cierran todas las sesiones, si nadie lo detiene.
letter-recovery-how = Si has sido tú, solo tienes que esperar. Si no, detenlo con el enlace de abajo o iniciando sesión, y cambia tu contraseña: alguien la conoce.
letter-recovery-asked = Alguien ha dado la contraseña de tu cuenta y dice que el teléfono y los códigos de recuperación se han perdido.
letter-recovery-begin-how = Si has sido tú, empieza la espera con el enlace de abajo antes de un día.
letter-recovery-not-you = Si no has sido tú, no hagas nada aquí y cambia tu contraseña: alguien la conoce.

### A new password by a link

reset-code-title = Enlace para una nueva contraseña
reset-title = Elegir una nueva contraseña
reset-code-lede = Has recibido un enlace para ello, por correo o de quienes administran este servicio.
reset-code-label = Enlace o código
reset-code-hint = Pega el enlace entero o lo que va después del signo #.
reset-code-button = Continuar
reset-lede = Para la cuenta de { $email }.
reset-button = Guardar la contraseña
reset-to-sign-in = Volver al inicio de sesión

### One’s data, and leaving

personal-data-title = Descargar tus datos
personal-data-lede = Todo lo que este servicio guarda de ti, en JSON, sin contraseñas, claves ni códigos.
personal-data-button = Descargar
deletion-title = Eliminar tu cuenta
deletion-lede = { $days ->
    [one] Tu cuenta se eliminará con todo su contenido dentro de { $days } día. Si inicias sesión antes, se anulará la eliminación.
   *[other] Tu cuenta se eliminará con todo su contenido dentro de { $days } días. Si inicias sesión antes, se anulará la eliminación.
}
deletion-lede-at-once = Tu cuenta se eliminará de inmediato con todo su contenido. No se podrá recuperar.
deletion-text = Quizá quieras guardar antes una copia:
deletion-button = Eliminar la cuenta
deletion-ordered-title = Adiós
deletion-ordered = { $days ->
    [one] Se han cerrado todas tus sesiones. Tu cuenta se eliminará dentro de { $days } día. Si cambias de opinión, inicia sesión antes.
   *[other] Se han cerrado todas tus sesiones. Tu cuenta se eliminará dentro de { $days } días. Si cambias de opinión, inicia sesión antes.
}
deleted-at-once = Tu cuenta se ha eliminado.

### Páginas que aparecen en lugar de otra

error-not-allowed-title = Así no
error-not-allowed = Esta dirección no admite ese tipo de petición. Vuelve atrás y usa los botones de la página.
error-cross-site-title = No se ha hecho nada
error-cross-site = Este formulario se ha enviado desde otro sitio web. Si has sido tú, abre la página aquí y envíalo de nuevo.
error-raced-title = Una vez más
error-raced = Otra de tus páginas se ha adelantado por un instante, así que no se ha hecho nada. Vuelve atrás y envía el formulario de nuevo.
error-too-large-title = Es demasiado grande
error-too-large = Lo que has enviado supera lo que admite este formulario. No se ha guardado nada. Vuelve atrás y acórtalo.
error-unreadable-title = No se ha podido leer
error-unreadable = El formulario no ha llegado completo. Vuelve atrás y envíalo de nuevo.
error-other-host-title = No en esta dirección
error-other-host = Este servicio responde en otra dirección. Si lo administras tú, pon en public_url la que has escrito.
error-application-title = La aplicación no responde
error-application-unreachable = En este momento no está disponible. Inténtalo más tarde.
error-application-late = Ha tardado demasiado. Puede que lo que enviaste haya llegado de todos modos.
error-application-busy = En este momento está sobrecargada. Inténtalo de nuevo en unos instantes.
error-not-found-title = Esta página no existe
error-not-found = Puede que la dirección tenga una errata o que la página ya no exista.
error-two-factor-title = Primero, una cosa
error-two-factor = En este servicio, la verificación en dos pasos es obligatoria. Configúrala en tu cuenta.
error-sign-in-title = Primero inicia sesión
error-sign-in = Para esto necesitas iniciar sesión.
error-unavailable-title = Volvemos enseguida
error-unavailable = El servicio no puede responder en este momento. No se ha cambiado nada. Inténtalo de nuevo en unos instantes.
error-broken-title = Algo ha fallado
error-broken = El fallo es nuestro y ha quedado registrado. No se ha cambiado nada. Inténtalo de nuevo en unos instantes.
error-refused-title = No se ha hecho nada
error-refused = Esta petición se ha rechazado. Vuelve atrás e inténtalo de nuevo.

### La descripción de la API

api-nav = API
api-title = La API
api-lede = Lo que hacen las páginas, para programas: JSON de entrada y de salida, sesiones con cookies.
api-for-machines = La descripción completa, para máquinas:

### La aplicación de ejemplo: entradas

posts-nav = Entradas
posts-title = Entradas
posts-heading = Tus entradas
posts-lede = Solo tú puedes verlas.
posts-write = Escribir una entrada
posts-post-title = Título
posts-post-text = Texto
posts-publish = Publicar
posts-publishing = Publicando…
posts-title-empty = Ponle un título a tu entrada.
posts-text-empty = Escribe algo.
posts-list = Entradas publicadas
posts-none-title = Aún no hay nada
posts-none-text = Aquí aparecerá tu primera entrada.
posts-pages = Páginas
posts-newest = Entradas más recientes
posts-older = Entradas anteriores
posts-remove = Eliminar
posts-remove-label = Eliminar «{ $title }»
posts-published = Tu entrada se ha publicado.
posts-removed = Tu entrada se ha eliminado.

### Passkeys

passkey-use = Usar una llave de acceso
passkey-sign-in = Iniciar sesión con una llave de acceso
passkey-or = o
passkey-or-code = o un código
passkey-without-javascript = Tu llave de acceso necesita JavaScript, que está desactivado en este navegador.
passkey-stopped = No se ha hecho nada: la pregunta se cerró o tardó demasiado. Inténtalo de nuevo cuando quieras.
passkey-present = Este dispositivo ya tiene una llave de acceso para tu cuenta. Puedes usarla tal como está.
passkey-failed = El navegador no ha podido usar aquí una llave de acceso. Inténtalo de nuevo o usa otra forma.
passkey-elsewhere = Las llaves de acceso solo funcionan en { $address }. Abre esa dirección.
passkey-offer-title = Inicia sesión más rápido la próxima vez
passkey-offer-text = Este dispositivo puede guardar una llave de acceso para ti: la próxima vez bastará con tu huella, tu cara o tu PIN, y ninguna web imitada podrá robarla.
passkey-offer-button = Crear una llave de acceso
passkey-offer-later = Ahora no
passkeys-title = Llaves de acceso
passkeys-lede = Con una llave de acceso inicias sesión con tu huella, tu cara o tu PIN. Solo funciona en este sitio, así que no se puede entregar a una imitación.
passkeys-change = Cambiar tus llaves de acceso
passkeys-add = Añadir una llave de acceso
passkeys-nameless = Llave de acceso
passkeys-synced = Sincronizada
passkeys-of-device = Solo este dispositivo
passkeys-need-name = Las llaves de acceso son para nombres, y a este servicio se llega por una dirección IP o sin cifrado. Quien lo gestiona puede cambiarlo.
passkeys-need-javascript = Para crear una llave de acceso, activa JavaScript en este navegador.
passkeys-new-title = Añadir una llave de acceso
passkeys-new-lede = Tu dispositivo te pide la huella, la cara o el PIN, y guarda la llave.
passkeys-new-how = Al iniciar sesión sustituye a la contraseña y al código. Puedes seguir usándolos también.
passkeys-new-phishing = No se puede robar con una web falsa: tu navegador la usa aquí y en ningún otro sitio.
passkeys-new-first = La verificación en dos pasos queda entonces activada, y recibes códigos de recuperación para el día en que pierdas el dispositivo.
passkeys-new-button = Crear una llave de acceso
passkeys-rename-title = Cambiar el nombre de la llave de acceso
passkeys-full = Tienes { $most } llaves de acceso. Quita una para añadir otra.

### What one signs in with

ways-title = Con qué inicias sesión
ways-passkey = Llave de acceso
ways-last-used = último uso:
ways-no-password = Ninguna: inicias sesión solo con llaves de acceso
password-choose-title = Elegir una contraseña
password-choose-lede = Tus llaves de acceso siguen funcionando. Se cierra tu sesión en todos los demás sitios.
password-without-title = Prescindir de la contraseña
password-without-text = Una contraseña que no existe no se puede adivinar ni robar. Para ello necesitas dos llaves de acceso, o una y tus códigos de recuperación. Puedes volver a elegir una contraseña cuando quieras.
password-without-letters = Este servicio no envía correos: si pierdes todas tus llaves de acceso, solo quien lo administra puede permitirte elegir de nuevo una contraseña.
password-without-button = Eliminar mi contraseña

### The administration

nav-admin = Administración
admin-title = Administración
admin-people = Personas
admin-invitations = Invitaciones
admin-log = Registro
admin-people-lede = Todas las personas que tienen una cuenta aquí.
admin-somebody-waits = Alguien espera aprobación.
admin-show-waiting = Mostrar quién
admin-search-label = Buscar por nombre o dirección de correo
admin-search-button = Buscar
admin-filter = Mostrar
admin-which-all = Todas
admin-which-waiting = Esperan aprobación
admin-which-disabled = Desactivadas
admin-which-sealed = Selladas
admin-which-without-second-factor = Sin segundo factor
admin-which-leaving = Se eliminarán
admin-which-administrators = Administradores
admin-which-declared = Declaradas en un archivo
admin-nobody = Nadie así
admin-first-page = Primera página
admin-next-page = Página siguiente
admin-badge-administrator = Administrador
admin-badge-waiting = Espera aprobación
admin-badge-disabled = Desactivada
admin-badge-sealed = Sellada
admin-badge-leaving = Se eliminará
admin-badge-without-second-factor = Sin segundo factor
admin-badge-declared = Declarada en un archivo
admin-facts = Cuenta
admin-created = Cuenta desde
admin-email = Dirección de correo
admin-email-confirmed = Confirmada
admin-email-unconfirmed = Sin confirmar
admin-password = Contraseña
admin-password-chosen = Elegida
admin-password-none = Ninguna
admin-second-factors = Segundos factores
admin-factor-authenticator = aplicación de autenticación
admin-factor-passkey = llave de acceso
admin-factor-none = Ninguno
admin-leaves = Se eliminará el
admin-deeds = Lo que puedes hacer
admin-deeds-text = Asegúrate de quién lo pide. Todo esto queda en el registro de la propia persona.
admin-own-account = Esta es tu propia cuenta. La cambias aquí:
admin-approve = Aprobar
admin-approve-text = La cuenta se puede usar desde entonces.
admin-enable = Activar
admin-enable-text = La cuenta se puede usar de nuevo.
admin-unlock = Poner los fallos a cero
admin-unlock-text = Para quien tiene que esperar tras contraseñas erróneas o cuyos códigos están desactivados: la cuenta empieza de nuevo.
admin-reset-password = Crear un enlace para una nueva contraseña
admin-reset-password-text = Se lo das a la persona. Sirve una vez, durante un día, y pide el segundo factor. También abre un sello.
admin-reset-second-factors = Quitar todos los segundos factores
admin-reset-second-factors-text = Para quien los ha perdido todos. Hasta que configure uno nuevo, la contraseña sola abre la cuenta.
admin-end-sessions = Cerrar todas las sesiones
admin-end-sessions-text = La persona inicia sesión de nuevo, en cada navegador.
admin-seal = Sellar
admin-seal-text = Si hay otra persona en la cuenta: se cierran todas las sesiones y la contraseña no abre nada hasta que la persona elija una nueva.
admin-disable = Desactivar
admin-disable-text = Se cierran todas las sesiones y nadie entra hasta que actives la cuenta de nuevo.
admin-give-role = Nombrar administrador
admin-give-role-text = Los administradores hacen por los demás lo que tú puedes. Para ello necesitan un segundo factor.
admin-groups = Grupos
admin-groups-text = Las reglas de las aplicaciones los tienen en cuenta. Nombres separados por comas.
admin-groups-save = Guardar grupos
admin-take-role = Retirar la función
admin-take-role-text = La cuenta es entonces una como las demás.
admin-delete = Eliminar la cuenta
admin-delete-text = La cuenta desaparece al momento, con todo lo que le pertenece y su registro. No se puede deshacer.
admin-delete-title = Eliminar la cuenta de { $email }
admin-no-sessions = Nadie ha iniciado sesión.
admin-back = Volver a la lista
admin-done = Hecho. Queda en el registro de la persona.
admin-unchanged = Ya era así: nada ha cambiado.
admin-deleted = La cuenta se ha eliminado.
admin-link = Enlace, mostrado una vez
admin-reset-link-text = Dáselo a la persona detrás de { $email } y a nadie más.
admin-by-command-line = línea de órdenes
admin-by-somebody-gone = un administrador que ya no está
admin-invitations-lede = Quien tiene el enlace de una invitación puede crear una cuenta.
admin-invitations-closed = El registro está cerrado: ninguna invitación sirve mientras lo diga el ajuste.
admin-invitation-note = Para quién
admin-invitation-note-hint = Una nota para los administradores. Quien recibe la invitación no la ve.
admin-invitation-uses = Cuántas personas
admin-invitation-days = Días hasta que caduque
admin-invite = Crear una invitación
admin-invited = La invitación está creada.
admin-invitation-link-text = Dáselo a quien invitas. No lo volverás a ver.
admin-no-invitations = Ninguna invitación
admin-invitation-nameless = Sin nota
admin-invitation-over = Terminada
admin-invitation-used = usada por { $used } de { $most }
admin-invitation-until = hasta
admin-withdraw = Retirar
admin-withdraw-label = Retirar la invitación «{ $note }»
admin-withdrawn = La invitación se ha retirado.
admin-log-lede = Lo que ocurre con las cuentas de este servicio.
confirm-for-administer = Vas a administrar cuentas de otras personas.
admin-settings = Ajustes
admin-settings-lede = Lo que está en vigor, sin lo secreto. Los ajustes se cambian allí de donde vienen y valen desde el próximo arranque.
admin-setting-hidden = Oculto
admin-setting-none = Sin definir
admin-setting-default = Por defecto
admin-health = Estado
admin-health-lede = Lo que este servidor ve de sí mismo y de su base de datos.
admin-health-ok = El servicio puede hacer su trabajo.
admin-health-obstacle = El servicio no puede hacer su trabajo: su registro dice por qué.
admin-health-doctor = Esto mira con más detalle, en el propio servidor:
admin-health-version = Versión
admin-health-sessions = Sesiones abiertas
admin-health-letters = Correos en espera
admin-health-notices = Avisos en espera
admin-health-no-mail = El correo no está configurado
admin-health-unknown = No se sabe
admin-health-clock = El reloj de la base de datos adelanta
admin-health-seconds = { $seconds } s

gate-going = Continuar a { $app }
gate-continue = Continuar
gate-needs-second-factor = { $app } pide un segundo factor
gate-set-up-first = Configura primero la autenticación en dos pasos. Después abre { $app } otra vez.
gate-needs-passkey = { $app } pide una clave de acceso
gate-use-passkey = Confirma quién eres con una clave de acceso de tu cuenta.
gate-add-passkey-first = Añade primero una clave de acceso a tu cuenta. Después abre { $app } otra vez.
gate-denied = No tienes acceso a { $app }
gate-denied-text = Has iniciado sesión como { $email }. Quien gestiona este servicio decide qué cuentas pueden abrirla.
gate-other-account = Usar otra cuenta
confirm-for-app = La aplicación quiere estar segura de que eres tú.
apps-title = Tus aplicaciones
