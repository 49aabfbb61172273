// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Plan, State} from "./IWalletTypes.sol";

/// @title Events and errors of the dead man's switch
/// @notice What the registry tells and what it refuses, whichever of its functions does.
interface ISwitchEvents {
    // ---- events ----

    /// @notice A plan is in force.
    /// @param version Its number for this account, from 1.
    /// @param supersedes The number of the plan that it takes the place of; 0 if there was none.
    event PlanRegistered(address indexed account, uint32 indexed version, uint32 supersedes, Plan plan);
    /// @notice A plan that changes who receives, or when, will be in force from `effectiveAt` on, with no further transaction, unless
    /// another is announced in its place. Recipients: look at it.
    event PlanAnnounced(address indexed account, uint32 indexed version, uint48 effectiveAt, Plan plan);
    /// @notice The account will have no plan from `effectiveAt` on. `version` is the number of the plan that ends.
    event PlanCancelled(address indexed account, uint32 indexed version, uint48 effectiveAt);
    /// @notice What was announced as `version`, a plan or the end, will not come: the owner took it back, or extended the plan in force instead. The number is free again.
    event AnnouncementWithdrawn(address indexed account, uint32 indexed version);
    /// @notice The owner said that he lives.
    event Heartbeat(address indexed account, uint48 livedAt);
    /// @notice Silence was shown; assets can move from `executableAt` on, unless the owner shows life.
    /// @param byRequest Whether it was since a request, not for the whole period.
    event Triggered(address indexed account, uint32 indexed version, uint48 executableAt, bool byRequest, address by);
    /// @notice A recipient asks to receive before the period is over.
    event Requested(address indexed account, uint32 indexed version, address indexed requester, uint48 triggerableAt);
    /// @notice A request came to its end: the owner showed life after it and has its bond (`denied`); or the requester has it back, since an asset has moved, the plan is due
    /// without it, or is no more.
    event RequestEnded(address indexed account, address indexed requester, uint256 bond, bool denied);
    /// @notice A tier has accepted, and receives.
    event TierAccepted(address indexed account, uint32 indexed version, uint8 tier, address by);
    /// @notice Nobody had to accept, and a page has left something to be claimed: the tier receives, and no other accepts any more.
    event TierSettled(address indexed account, uint32 indexed version, uint8 tier);
    /// @notice Guardians hold the plan up.
    event GuardiansPaused(address indexed account, uint32 indexed version, uint48 until);
    /// @notice Guardians have confirmed that the plan, triggered at `triggeredAt`, is executed.
    event GuardiansConfirmed(address indexed account, uint32 indexed version, uint48 triggeredAt);
    /// @notice The first asset has moved.
    event ExecutionBegun(address indexed account, uint32 indexed version, uint8 tier);
    /// @notice Every asset that the plan lists has been taken up.
    event ExecutionCompleted(address indexed account, uint32 indexed version);
    /// @notice Ether for bounties of an account's plans came in.
    event BountyFunded(address indexed account, address indexed from, uint256 amount);
    /// @notice A bounty was credited.
    event BountyPaid(address indexed account, address indexed to, uint256 amount);
    /// @notice Ether was taken out: credits of bonds and bounties, or an account's deposit for bounties.
    event EtherWithdrawn(address indexed owner, address indexed to, uint256 amount);

    // ---- errors: plans ----

    /// @notice A duration of the plan is out of its range; `field` says which.
    error WalletDuration(string field, uint256 value, uint256 least, uint256 most);
    /// @notice There must be `least` to `most` of them.
    error WalletCount(string what, uint256 count, uint256 least, uint256 most);
    /// @notice The recipient at this place of this tier can't receive: zero, the account itself, the registry or the executor.
    error WalletRecipient(uint256 tier, uint256 place);
    /// @notice The shares of a tier add up to this, not to 10,000; or one of them is 0.
    error WalletShares(uint256 tier, uint256 sum);
    /// @notice A recipient could ask for less than what triggering pays: asked, triggered and denied again and again, the plan would pay its bounties to him.
    error WalletBondBelowBounty(uint96 bond, uint96 bounty);
    /// @notice A tier opens before the one before it.
    error WalletTierOrder(uint256 tier);
    /// @notice The asset at this place isn't above the one before it, by token and then by id (so that none is listed twice), or it has a token or an id
    /// that its kind has not, or lacks one.
    error WalletAsset(uint256 place);
    /// @notice An ordinary account's ether can't be moved by anybody else. Wrap it (WETH) and list that, or give the account code by EIP-7702 (see {DeadMansSwitchAccount}).
    error WalletEtherNeedsCode(address account);
    /// @notice Only an account that moves its assets itself can say "everything"; list the assets that are approved.
    error WalletEverythingNeedsCode(address account);
    /// @notice Guardians must be in ascending order of their hash, `threshold` of them at most, and may pause or confirm.
    error WalletGuardians();
    /// @notice The account has a plan: supersede it.
    error WalletRegisteredBefore(address account, uint32 version);
    /// @notice This isn't the text of the account's plan in force.
    error WalletOtherPlan(address account, uint32 version);
    /// @notice The plan is one of another account.
    error WalletOtherAccount(address account, address expected);
    /// @notice Nothing is announced.
    error WalletNothingAnnounced(address account);

    // ---- errors: acts ----

    /// @notice The first plan of an account with code names a source that is the account itself or a module of it; or the account says itself that its owner acts.
    error WalletForeignSource(address account, address source);
    /// @notice Only an act of the account's owner can do this: not a module, nor another account.
    error WalletNotOwnersAct(address account, address caller);
    /// @notice The signature isn't the account's, or isn't for this.
    error WalletSignature(address account);
    /// @notice The signature was good until then.
    error WalletSignatureExpired(uint256 deadline);
    /// @notice The signature was issued in the future, or shows no later life than is known.
    error WalletIssuedAt(uint48 issuedAt, uint48 lastLife);
    /// @notice The plan isn't in a state for this.
    error WalletState(State state);
    /// @notice It is too early; it is possible from `from` on, and silence is known until `now_`.
    error WalletTooEarly(uint256 from, uint256 now_);
    /// @notice Guardians hold the plan up until then.
    error WalletPaused(uint48 until);
    /// @notice Guardians must confirm first.
    error WalletUnconfirmed();
    /// @notice The tier doesn't wait for an acceptance now. The one that does, or is the next to, is `current`, from `opensAt` to before `closesAt`.
    error WalletTierClosed(uint256 tier, uint256 current, uint256 opensAt, uint256 closesAt);
    /// @notice The tier that is open now must accept first, until `closesAt`.
    error WalletUnaccepted(uint256 tier, uint256 closesAt);
    /// @notice A tier has accepted already.
    error WalletAcceptedBefore(uint256 tier);
    /// @notice The chain doesn't know the hash of the block that a heartbeat names: it isn't mined yet, or too old.
    error WalletBlock(uint256 blockNumber, uint256 current);
    /// @notice The plan was triggered anew while a page of it was executed.
    error WalletOtherTrigger(uint256 triggeredAt);
    /// @notice The caller, or the signer, isn't the recipient at this place of this tier.
    error WalletNotRecipient(address caller, uint256 tier, uint256 place);
    /// @notice Nobody can request under this plan, or a request is under way.
    error WalletNoRequest();
    /// @notice A request costs this bond, in wei.
    error WalletBond(uint256 sent, uint256 bond);
    /// @notice There is no request, or it stands: the owner has shown no life since.
    error WalletRequestStands();
    /// @notice Not enough guardians signed, in ascending order of their hash; or the plan gives them no such right, or no longer.
    error WalletGuardiansRefused(uint256 valid, uint256 threshold);
    /// @notice Only the executor may do this.
    error WalletNotExecutor(address caller);
    /// @notice There is nothing to withdraw, or less than that.
    error WalletNothingToWithdraw(uint256 available);
    /// @notice The receiver refused the ether.
    error WalletEtherNotSent(address to, uint256 amount);
}
