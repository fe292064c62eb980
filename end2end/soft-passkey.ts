// A passkey in software, for where no browser can make one: without JavaScript, or at another address than the service's own. It says what
// the server wants to hear; what the server refuses is for other tests.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** What the server asks. */
export interface Asked {
  publicKey: { challenge: string; rpId?: string; rp?: { id: string }; user?: { id: string } };
  at: string;
}

/** User present, user verified. */
const FLAGS = 0x05;
const ATTESTED = 0x40;

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();

export class SoftPasskey {
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  private readonly id = randomBytes(32);
  private user = "";

  /** The answer to `navigator.credentials.create`. */
  create({ publicKey, at }: Asked): string {
    this.user = publicKey.user?.id ?? "";
    const { x = "", y = "" } = this.keys.publicKey.export({ format: "jwk" });
    // A COSE key: EC2, ES256, P-256, x, y.
    const cose = Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"),
      Buffer.from(x, "base64url"),
      Buffer.from("225820", "hex"),
      Buffer.from(y, "base64url"),
    ]);
    const length = Buffer.from([0, this.id.length]);
    const data = Buffer.concat([this.data(publicKey.rp?.id ?? "", ATTESTED), Buffer.alloc(16), length, this.id, cose]);
    // {"fmt": "none", "attStmt": {}, "authData": data}, in CBOR.
    const head = Buffer.from("a363666d74646e6f6e656761747453746d74a06861757468446174615800", "hex");
    head[head.length - 1] = data.length;
    const clientDataJSON = this.clientData("webauthn.create", publicKey.challenge, at);
    return this.envelope({ clientDataJSON: base64url(clientDataJSON), attestationObject: base64url(Buffer.concat([head, data])) });
  }

  /** The answer to `navigator.credentials.get`. */
  get({ publicKey, at }: Asked): string {
    const data = this.data(publicKey.rpId ?? "", 0);
    const clientDataJSON = this.clientData("webauthn.get", publicKey.challenge, at);
    const signature = sign("sha256", Buffer.concat([data, sha256(clientDataJSON)]), this.keys.privateKey);
    return this.envelope({
      clientDataJSON: base64url(clientDataJSON),
      authenticatorData: base64url(data),
      signature: base64url(signature),
      userHandle: this.user,
    });
  }

  private data(rpId: string, more: number): Buffer {
    return Buffer.concat([sha256(rpId), Buffer.from([FLAGS | more]), Buffer.alloc(4)]);
  }

  private clientData(type: string, challenge: string, origin: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  private envelope(response: object): string {
    const id = base64url(this.id);
    return JSON.stringify({ id, rawId: id, type: "public-key", response });
  }
}
