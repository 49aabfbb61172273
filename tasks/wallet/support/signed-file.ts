import {
  type Acceptance,
  addressOfRegistry,
  type AssetKind,
  type GuardianConfirmation,
  type GuardianPause,
  type GuardianSignature,
  type Heartbeat,
  type Plan,
  type PropagationRequest,
  type SignedRequest,
} from "../../../src/wallet/index.ts";
import { fail } from "../../support/failure.ts";
import { Fields } from "../../support/document.ts";
import type { WalletSession } from "./session.ts";

/** What is in every file of something that is signed: for which chain and registry, and what. */
export interface Signed {
  chainId: bigint;
  registry: string;
  signs: string;
}

/** What a file is of, for one who makes it. */
export async function signedFor(signs: string, session: WalletSession): Promise<Signed> {
  const { chainId } = await session.ethers.provider.getNetwork();
  return { chainId, registry: await addressOfRegistry(await session.registry()), signs };
}

/** A file that a task of this system wrote, of the right kind, chain and registry. */
async function readSigned(path: string, signs: string, made: string, session: WalletSession): Promise<Fields> {
  const fields = await Fields.read(path, `signed ${signs}`);
  if (!fields.has("signs") || fields.text("signs") !== signs)
    fail(`${path} holds no signed ${signs}; make one with \`${made}\`.`);
  const here = await signedFor(signs, session);
  const [chainId, registry] = [fields.whole("chainId", 256n), fields.address("registry")];
  if (chainId !== here.chainId)
    fail(`${path} is of chain ${chainId}, and network "${session.network}" is chain ${here.chainId}; name its own.`);
  if (registry !== here.registry)
    fail(`${path} is for the registry ${registry}, and the one here is ${here.registry}; have it signed again.`);
  return fields;
}

/** A plan's registration that its account has signed. */
export async function readRequest(path: string, session: WalletSession): Promise<SignedRequest> {
  const fields = await readSigned(path, "PropagationRequest", "wallet sign", session);
  const request = fields.object("message");
  return {
    request: {
      plan: planIn(request.object("plan")),
      issuedAt: request.whole("issuedAt", 48n),
      nonce: request.whole("nonce", 256n),
      deadline: request.whole("deadline", 256n),
    } satisfies PropagationRequest,
    signature: fields.hex("signature", true),
  };
}

/** An owner's signed word that he lives. */
export async function readHeartbeat(path: string, session: WalletSession): Promise<Heartbeat & { signature: string }> {
  const fields = await readSigned(path, "Heartbeat", "wallet alive --sign", session);
  const beat = fields.object("message");
  return {
    account: beat.address("account"),
    issuedAt: beat.whole("issuedAt", 48n),
    blockNumber: beat.whole("blockNumber", 256n),
    blockHash: beat.hex("blockHash", 32),
    signature: fields.hex("signature", true),
  };
}

/** A recipient's signed acceptance. */
export async function readAcceptance(
  path: string,
  session: WalletSession,
): Promise<{ acceptance: Acceptance; signature: string }> {
  const fields = await readSigned(path, "Acceptance", "wallet accept --sign", session);
  const message = fields.object("message");
  return {
    acceptance: {
      account: message.address("account"),
      version: message.whole("version", 32n),
      tier: message.whole("tier", 8n),
      recipient: message.address("recipient"),
      triggeredAt: message.whole("triggeredAt", 48n),
    },
    signature: fields.hex("signature", true),
  };
}

/** What guardians sign, with the signatures that there are so far. */
export type GuardianFile = { signatures: GuardianSignature[] } & (
  { signs: "GuardianPause"; message: GuardianPause } | { signs: "GuardianConfirmation"; message: GuardianConfirmation }
);

/** A file to which guardians add their signatures. */
export async function readGuardians(
  path: string,
  signs: GuardianFile["signs"],
  session: WalletSession,
): Promise<GuardianFile> {
  const fields = await readSigned(path, signs, "wallet guardian sign", session);
  const message = fields.object("message");
  const common = {
    account: message.address("account"),
    version: message.whole("version", 32n),
    triggeredAt: message.whole("triggeredAt", 48n),
  };
  const signatures = fields
    .objects("signatures")
    .map((one) => ({ key: one.hex("key", true), signature: one.hex("signature", true) }));
  return signs === "GuardianPause"
    ? { signs, message: { ...common, number: message.whole("number", 8n) }, signatures }
    : { signs, message: common, signatures };
}

/** A plan's exact text, as it was signed. */
function planIn(fields: Fields): Plan {
  const guardians = fields.object("guardians");
  return {
    account: fields.address("account"),
    source: fields.address("source"),
    period: fields.whole("period", 32n),
    grace: fields.whole("grace", 32n),
    changeDelay: fields.whole("changeDelay", 32n),
    requestPeriod: fields.whole("requestPeriod", 32n),
    bond: fields.whole("bond", 96n),
    bounty: fields.whole("bounty", 96n),
    feed: fields.address("feed"),
    fallbackRecipient: fields.address("fallbackRecipient"),
    everything: fields.flag("everything"),
    assets: fields.objects("assets").map((asset) => ({
      kind: asset.whole("kind", 2n) as AssetKind,
      token: asset.address("token"),
      id: asset.whole("id", 256n),
      heir: asset.whole("heir", 8n),
    })),
    tiers: fields.objects("tiers").map((tier) => ({
      delay: tier.whole("delay", 32n),
      window: tier.whole("window", 32n),
      recipients: tier
        .objects("recipients")
        .map((recipient) => ({ who: recipient.hex("who", 32), share: recipient.whole("share", 16n) })),
    })),
    guardians: {
      keys: guardians
        .list("keys")
        .map((key) => (typeof key === "string" ? key : guardians.wrong("keys", "list of texts"))),
      threshold: guardians.whole("threshold", 8n),
      confirm: guardians.flag("confirm"),
      pauseFor: guardians.whole("pauseFor", 32n),
      pauses: guardians.whole("pauses", 8n),
    },
  };
}
