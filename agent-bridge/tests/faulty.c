/*
 * A PKCS#11 module that is SoftHSM2 and misbehaves on demand, for tests: cc -shared -fPIC -o faulty.so faulty.c -ldl
 *
 * $FAULTY_MODULE is a folder. Its file `mode` is read at each call and may hold these words:
 *   low last-try locked   flags of the token: CKF_USER_PIN_COUNT_LOW, _FINAL_TRY, _LOCKED
 *   locks                 a C_Login locks the token: CKR_PIN_LOCKED
 *   on-reader             CKF_PROTECTED_AUTHENTICATION_PATH: C_Login without a PIN takes the one in the file `pin`,
 *                         one with a PIN fails
 *   pad-times-out         with on-reader: nobody types, C_Login answers CKR_GENERAL_ERROR
 *   wrong-again           a login with CKU_CONTEXT_SPECIFIC answers CKR_PIN_INCORRECT, once
 *   says-all              C_SignInit, C_SignUpdate and a login with CKU_CONTEXT_SPECIFIC are in `calls` too
 *   forgets               C_Sign answers CKR_USER_NOT_LOGGED_IN unless a login with CKU_CONTEXT_SPECIFIC came just before it
 *   no-digests            C_SignInit answers CKR_MECHANISM_INVALID to whatever digests too, though it is listed
 *   hang-sign             C_Sign does not return while the word is there
 *   hang-list             C_GetSlotList does not return while the word is there
 *   hang-initialize       C_Initialize does not return while the word is there
 *   pulled-out            no slot has a token and C_Sign answers CKR_GENERAL_ERROR, as OpenSC does
 * Each C_Login appends `login` (`login-again` for CKU_CONTEXT_SPECIFIC where it says all) to the file `calls`, each C_Sign `sign`, each C_Initialize `initialize` to `begun`. $FAULTY_TARGET is SoftHSM2.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long number;
/* CK_FUNCTION_LIST of PKCS #11 2.40: a version, then the functions in the standard's order. */
struct functions { unsigned char version[2]; void *of[68]; };
enum { INITIALIZE = 0, GET_SLOT_LIST = 4, GET_TOKEN_INFO = 6, LOGIN = 18, SIGN_INIT = 42, SIGN = 43, SIGN_UPDATE = 44 };

static struct functions *real, mine;
static int again, was_wrong;

static FILE *file(const char *name, const char *how) {
    char path[4096];
    const char *folder = getenv("FAULTY_MODULE");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "/nowhere", name);
    return fopen(path, how);
}

static number contents(const char *name, char *into, number size) {
    number length = 0;
    FILE *from = file(name, "r");
    if (from != NULL) length = fread(into, 1, size - 1, from), fclose(from);
    into[length] = 0;
    return length;
}

static int is(const char *word) {
    char mode[256];
    contents("mode", mode, sizeof mode);
    return strstr(mode, word) != NULL;
}

static void note_in(const char *name, const char *call) {
    FILE *to = file(name, "a");
    if (to == NULL) return;
    fprintf(to, "%s\n", call);
    fclose(to);
}

static void note(const char *call) { note_in("calls", call); }

static void hang_while(const char *word) {
    while (is(word)) usleep(20000);
}

static number initialize(void *arguments) {
    note_in("begun", "initialize");
    hang_while("hang-initialize");
    return ((number (*)(void *))real->of[INITIALIZE])(arguments);
}

static number get_slot_list(unsigned char present, number *slots, number *count) {
    hang_while("hang-list");
    if (present && is("pulled-out")) return *count = 0, 0;
    return ((number (*)(unsigned char, number *, number *))real->of[GET_SLOT_LIST])(present, slots, count);
}

/* CK_TOKEN_INFO: label 32, manufacturer 32, model 16, serial number 16, then the flags. */
static number get_token_info(number slot, unsigned char *info) {
    number flags, result = ((number (*)(number, unsigned char *))real->of[GET_TOKEN_INFO])(slot, info);
    memcpy(&flags, info + 96, sizeof flags);
    flags &= ~0x70000UL;
    if (is("on-reader")) flags |= 0x100;
    if (is("low")) flags |= 0x10000;
    if (is("last-try")) flags |= 0x20000;
    if (is("locked")) flags |= 0x40000;
    memcpy(info + 96, &flags, sizeof flags);
    return result;
}

static number login(number session, number user, char *pin, number length) {
    char typed[64];
    note(user == 2 && is("says-all") ? "login-again" : "login");
    if (is("locks")) return 0xa4; /* CKR_PIN_LOCKED */
    if (is("on-reader")) {
        if (pin != NULL) return 7; /* CKR_ARGUMENTS_BAD */
        if (is("pad-times-out")) return 5; /* CKR_GENERAL_ERROR */
        pin = typed;
        length = contents("pin", typed, sizeof typed);
    }
    if (user == 2 && is("wrong-again") && !was_wrong) return was_wrong = 1, 0xa0; /* CKR_PIN_INCORRECT */
    if (user == 2 && is("forgets")) return again = 1, 0; /* SoftHSM2 asks for none */
    return ((number (*)(number, number, char *, number))real->of[LOGIN])(session, user, pin, length);
}

static number sign_init(number session, number *mechanism, number key) {
    if (is("says-all")) note("init");
    again = 0;
    /* CKM_RSA_PKCS and CKM_ECDSA */
    if (is("no-digests") && *mechanism != 1 && *mechanism != 0x1041) return 0x70; /* CKR_MECHANISM_INVALID */
    return ((number (*)(number, number *, number))real->of[SIGN_INIT])(session, mechanism, key);
}

static number sign_update(number session, void *data, number length) {
    if (is("says-all")) note("update");
    return ((number (*)(number, void *, number))real->of[SIGN_UPDATE])(session, data, length);
}

static number sign(number session, void *data, number length, void *signature, number *size) {
    if (signature != NULL) { /* else it asks for the length only */
        note("sign");
        hang_while("hang-sign");
    }
    if (is("pulled-out")) return 5; /* CKR_GENERAL_ERROR */
    if (is("forgets") && !again) {
        unsigned char lost[1024];
        number length_of_lost = sizeof lost;
        ((number (*)(number, void *, number, void *, number *))real->of[SIGN])(session, data, length, lost, &length_of_lost);
        return 0x101; /* CKR_USER_NOT_LOGGED_IN, and the operation is over */
    }
    return ((number (*)(number, void *, number, void *, number *))real->of[SIGN])(session, data, length, signature, size);
}

number C_GetFunctionList(struct functions **list) {
    if (real == NULL) {
        void *library = dlopen(getenv("FAULTY_TARGET"), RTLD_NOW);
        number (*get)(struct functions **) = library ? (number (*)(struct functions **))dlsym(library, "C_GetFunctionList") : NULL;
        if (get == NULL || get(&real) != 0) return 5;
        mine = *real;
        mine.of[INITIALIZE] = (void *)initialize;
        mine.of[GET_SLOT_LIST] = (void *)get_slot_list;
        mine.of[GET_TOKEN_INFO] = (void *)get_token_info;
        mine.of[LOGIN] = (void *)login;
        mine.of[SIGN_INIT] = (void *)sign_init;
        mine.of[SIGN] = (void *)sign;
        mine.of[SIGN_UPDATE] = (void *)sign_update;
    }
    *list = &mine;
    return 0;
}
