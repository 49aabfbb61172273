import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { expect } from "chai";

import { eventId, eventJson, lineOf, postEvent, type WatchEvent, WebhookError } from "../../src/wallet/index.ts";
import { addressOf } from "./sdk-support.ts";

const LIFE = 1_893_974_400n;

const reminder: WatchEvent = {
  kind: "reminder",
  at: LIFE + 51n,
  account: addressOf(1n),
  version: 1n,
  stage: 50n,
  lastLife: LIFE,
  triggerableAt: LIFE + 100n,
};

describe("the webhook of a watcher", () => {
  interface Got {
    request: IncomingMessage;
    body: string;
  }
  let server: Server;
  let host: string;
  let got: Got[];
  /** What is answered, one after another; the last one goes on. 0 = nothing. */
  let answers: number[];

  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        got.push({ request, body });
        const status = answers.length > 1 ? answers.shift()! : answers[0]!;
        if (status === 0) return;
        response.writeHead(status, status === 302 ? { location: `http://${host}/elsewhere` } : {}).end("thanks");
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    got = [];
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const post = (changes: Partial<Parameters<typeof postEvent>[0]> = {}, signal?: AbortSignal): Promise<unknown> =>
    postEvent(
      { url: `http://${host}/hook/s3cret?key=t0ken`, retryAfter: 1, retries: 2, ...changes },
      reminder,
      signal,
    ).catch((error: unknown) => error);

  it("posts an event as JSON, with what people read and what tells it from others", async () => {
    answers = [204];
    expect(await post({ headers: { authorization: "Bearer t0ken" } })).to.equal(undefined);
    expect(got.length).to.equal(1);
    const { request, body } = got[0]!;
    expect([request.method, request.url]).to.deep.equal(["POST", "/hook/s3cret?key=t0ken"]);
    expect(request.headers).to.include({ "content-type": "application/json", authorization: "Bearer t0ken" });
    expect(body).to.equal(eventJson(reminder));
    expect(JSON.parse(body)).to.include({
      kind: "reminder",
      stage: "50",
      id: eventId(reminder),
      line: lineOf(reminder),
    });
  });

  it("tries again after 5xx and 429, and not after a refusal", async () => {
    answers = [500, 429, 200];
    expect(await post()).to.equal(undefined);
    expect(got.length).to.equal(3);
    got = [];
    answers = [403];
    expect(await post())
      .to.be.instanceOf(WebhookError)
      .and.include({ status: 403 });
    expect(got.length).to.equal(1);
  });

  it("follows no redirect, which could carry what it posts to somebody else", async () => {
    answers = [302];
    expect(await post())
      .to.be.instanceOf(WebhookError)
      .and.include({ status: 302 });
    expect(got.length).to.equal(1);
  });

  it("gives up on one that doesn't answer, and says so without keys", async () => {
    answers = [0];
    const error = (await post({ timeout: 300, headers: { authorization: "Bearer t0ken" } })) as WebhookError;
    // A busy machine can end an attempt before the server has read it: how often it was tried is told by the error.
    expect(got.length).to.be.within(1, 3);
    expect(error.message).to.contain("didn't answer, after 3 attempts");
    expect(error.status).to.equal(null);
    expect(error.stack ?? "")
      .to.contain(host)
      .and.not.match(/s3cret|t0ken/);
    const nowhere = (await post({ url: "no address, but s3cret" })) as WebhookError;
    expect(nowhere.message).not.to.contain("s3cret");
  });

  it("is tried for minutes unless that is said otherwise: what a watcher has told it doesn't tell again", async () => {
    answers = [500, 500, 500, 500, 500, 500, 500, 500, 200];
    await postEvent({ url: `http://${host}/hook`, retryAfter: 1 }, reminder);
    expect(got.length).to.equal(9);
    answers = [503];
    got = [];
    const error: unknown = await postEvent({ url: `http://${host}/hook`, retryAfter: 1 }, reminder).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(WebhookError).and.include({ status: 503 });
    expect(got.length).to.equal(9);
  });

  it("is called off while it waits", async () => {
    answers = [500];
    const stop = new AbortController();
    const posted = post({ retryAfter: 60_000 }, stop.signal);
    while (got.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await posted).to.include({ name: "AbortError" });
  });
});
