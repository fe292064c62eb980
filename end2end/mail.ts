// A mail server that takes letters, with encryption and a password, as one on the Internet does.
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { certificate } from "./certificate.ts";
import type { Mailbox } from "./accounts.ts";

const USER = "latchkey@example.com";
const PASSWORD = "letters: p@ss/word";
const PATIENCE_MILLISECONDS = 20_000;

/** A letter as it arrived. */
export interface Letter {
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: ParsedMail["headers"];
}

export class MailServer implements Mailbox {
  private readonly letters: Letter[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly server: SMTPServer,
    private readonly folder: string,
  ) {}

  static async start(): Promise<MailServer> {
    const folder = mkdtempSync(join(tmpdir(), "latchkey-mail-"));
    const { key, cert } = certificate(folder);
    const server = new SMTPServer({
      key,
      cert,
      authMethods: ["PLAIN", "LOGIN"],
      onAuth: ({ username, password }, _, done) =>
        username === USER && password === PASSWORD ? done(null, { user: USER }) : done(new Error("535 who are you")),
      onData: (stream, session, done) => {
        simpleParser(stream).then((mail) => {
          mailServer.take(mail, session.envelope.rcptTo.map(({ address }) => address));
          done();
        }, done);
      },
    });
    const mailServer = new MailServer(server, folder);
    await new Promise<void>((listens) => server.listen(0, "127.0.0.1", () => listens()));
    return mailServer;
  }

  /** The settings of a server that sends by it. */
  get settings(): NodeJS.ProcessEnv {
    const { port } = this.server.server.address() as AddressInfo;
    return {
      LATCHKEY_MAIL_URL: `smtp://${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}@localhost:${port}`,
      LATCHKEY_MAIL_FROM: "Latchkey <login@example.com>",
      LATCHKEY_MAIL_CA_FILE: join(this.folder, "ca.pem"),
    };
  }

  /** The newest letter to this address with this subject, once it is there. */
  async letter(to: string, subject: RegExp): Promise<Letter> {
    return this.found(to, String(subject), (letter) => subject.test(letter.subject));
  }

  private async found(to: string, what: string, isIt: (letter: Letter) => boolean): Promise<Letter> {
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const found = this.letters.findLast((letter) => letter.to.includes(to) && isIt(letter));
      if (found) return found;
      const left = deadline - Date.now();
      const there = this.letters.map((letter) => `${letter.to}: ${letter.subject}`).join("; ");
      if (left <= 0) throw new Error(`no letter to ${to} with ${what}: ${there}`);
      await this.next(left);
    }
  }

  /** The link to this page that the newest letter to this address carries, once it is there. */
  async link(to: string, page: string): Promise<string> {
    return link(await this.found(to, `a link to ${page}`, (letter) => letter.text.includes(`${page}#`)), page);
  }

  async stop(): Promise<void> {
    await new Promise<void>((closed) => this.server.close(() => closed()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private take(mail: ParsedMail, to: string[]): void {
    this.letters.push({ to, subject: mail.subject ?? "", text: mail.text ?? "", html: mail.html || "", headers: mail.headers });
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  /** Waits for another letter, or so long. */
  private next(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      const late = setTimeout(wake, milliseconds);
      this.waiting.add(() => {
        clearTimeout(late);
        wake();
      });
    });
  }
}

/** The link that a letter carries to this page, on the server under test. */
export function link(letter: Letter, page: string): string {
  const [found] = letter.text.match(new RegExp(`https?://\\S+${page}#\\S+`)) ?? [];
  if (!found) throw new Error(`no link to ${page}: ${letter.text}`);
  const { pathname, hash } = new URL(found);
  return pathname + hash;
}
