import { ZeroAddress } from "ethers";

import {
  commitmentOf,
  enrol,
  type Enrolment,
  keptKey,
  newSalt,
  signByKey,
  signMessage,
  vehicleDomain,
  vehicleId,
  vehicleLabel,
  vinWarnings,
} from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { fields } from "../support/format.ts";
import { moneyOf } from "../support/money.ts";
import { parseEther } from "../support/spans.ts";
import { sent } from "../support/transaction.ts";
import { parseWhen } from "../support/when.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { deadlineOf } from "./support/deadline.ts";
import { requireEther } from "./support/ether.ts";
import { keyIn, type PasswordArguments } from "./support/keys.ts";
import { parseKilometres, parseValue } from "./support/measures.ts";
import { needed } from "./support/needed.ts";
import { policyNamed } from "./support/policies.ts";
import { saltGiven, type SaltOptions } from "./support/salts.ts";
import { unitNamed } from "./support/units.ts";

/** What is to be known of a new salt. */
const KEEP =
  "Keep the salt secret, and take it for all of the issuer's vehicles; with --secret each of them would have one of its own.";

export interface EnrolArguments extends CommonArguments, PasswordArguments, SaltOptions {
  key: string | undefined;
  vin: string | undefined;
  unusual: boolean;
  policy: string | undefined;
  unit: string | undefined;
  value: string | undefined;
  odometer: string;
  appraisedAt: string | undefined;
  owner: string | undefined;
  residualHolder: string | undefined;
  issuer: string | undefined;
  deposit: string;
  deadline: string;
  as: string | undefined;
  from: string;
}

export default action<EnrolArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const stake = await session.stake();
  const sender = await session.signer(args.from);
  const issuer = args.issuer === undefined ? sender : await session.signer(args.issuer);
  const unit = await unitNamed(needed(args.unit, "--unit", "in what it is valued"), session);
  const money = await moneyOf(unit, provider);
  const now = await session.now();
  const appraisedAt = args.appraisedAt === undefined ? now : parseWhen(args.appraisedAt, now);
  if (appraisedAt > now) fail("Nobody can have appraised it later than now; give an earlier --appraised-at.");
  const deposit = parseEther(args.deposit, "deposit");
  await requireEther({ account: sender.address, amount: deposit, what: "deposit", option: "--deposit" }, session);
  if (args.as !== undefined) await session.checkVehicleName(args.as);
  const vin = needed(args.vin, "--vin", "the vehicle's number");
  checkNumber(vin, args.unusual);
  const given = await saltGiven(args, vin);
  const salt = given?.salt ?? newSalt();
  const commitment = commitmentOf(salt, vin);
  const key = await keyIn(needed(args.key, "--key", "the keystore of its key"), args);
  const residualHolder =
    args.residualHolder === undefined ? ZeroAddress : await session.account(args.residualHolder, "residual holder");
  const owner = args.owner === undefined ? sender.address : await session.account(args.owner, "owner");
  const enrolment: Enrolment = {
    issuer: issuer.address,
    commitment,
    key: key.bytes,
    owner,
    // A key that is no address can't receive the shares.
    residualHolder: residualHolder === ZeroAddress && keptKey(key.bytes).long ? owner : residualHolder,
    policy: await policyNamed(needed(args.policy, "--policy", "by what it is valued"), session),
    unit,
    value: parseValue(needed(args.value, "--value", "what it is worth"), money.decimals),
    appraisedAt,
    odometer: parseKilometres(args.odometer, "odometer"),
    deadline: await deadlineOf(args.deadline, session),
  };
  const id = vehicleId(issuer.address, commitment);
  const domain = vehicleDomain(await stake.getAddress(), await session.chainId());
  const issuerSignature = await signMessage(issuer, stake, "Enrolment", enrolment);
  const vehicleSignature = await signByKey(key, domain, "Enrolment", enrolment);
  const { receipt, vehicle } = await enrol(sender, stake, { enrolment, issuerSignature, vehicleSignature, deposit });
  if (vehicle !== id) throw new Error(`The contract enrolled ${vehicle} in place of ${id}`);
  const name = args.as === undefined ? null : await session.nameVehicle(args.as, vehicle);
  const notes = given === null ? [KEEP] : [];
  return {
    json: { vehicle: vehicleLabel(vehicle), name, salt, enrolment, transactions: [sent(receipt)] },
    text: fields([
      ["vehicle", vehicleLabel(vehicle)],
      ...(name === null ? [] : [["name", name] as const]),
      ["owner", owner],
      ["issuer", issuer.address],
      ["value", money.show(enrolment.value)],
      ["policy", enrolment.policy],
      ...(given === null ? [["salt", salt] as const] : []),
    ]),
    ...(notes.length === 0 ? {} : { note: notes.join("\n") }),
    receipts: [receipt],
  };
});

/** Refuses a number that is mistyped, as far as that is seen; parts, old vehicles and those of other countries have such numbers rightly. */
function checkNumber(vin: string, isConfirmed: boolean): void {
  const warnings = vinWarnings(vin);
  if (warnings.length === 0 || isConfirmed) return;
  fail(
    `The vehicle's number is unusual: ${warnings.join(" ")} Check it, since an enrolment is for good; if it is right, say so with --unusual.`,
  );
}
