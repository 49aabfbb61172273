// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7579Hook, IERC7579Validator} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {IAssetHolder} from "./IAssetHolder.sol";
import {ILifeSource} from "./ILifeSource.sol";

/// @title Dead man's switch for modular accounts
/// @notice One contract for all accounts by ERC-7579. An account installs it three times: as validator, which the owner's key signs for, so that it sees whose act an operation is; as hook,
/// which sees an act under way; and as executor, which moves the assets when the plan executor says so. As hook comes last, and the plan is registered after that.
///
/// Law 2: life is a user operation that the owner's key signed and that came through this validator, nothing else. A hook alone can't know that: it hears that the entry point called, not which
/// validator let it. So neither is life what other validators let through (session keys), nor what other executors execute (automation), nor what the account is made to call itself.
/// An owner who also acts by another validator's key isn't seen: he gives a heartbeat now and then, by an operation of this key or by its signature.
///
/// An operation that says when it was issued, in the last six bytes of its mode (`execute(mode, …)`, Unix seconds), is good for a day from there, and counts from its issue even if its calls
/// revert. Any counts from its execution if its calls succeed. Accounts that show their hook other call data than the entry point sent them have only the former; their plans are registered
/// and changed by signature.
///
/// An operation counts once, as it was signed and after the entry point (v0.8) has used up its nonce, so that a key whose validator lets it have the entry point call anything of the account
/// can't repeat what the owner did. Three things are left to such a key: one operation of the owner's that failed and doesn't say when it was issued, until he has another; one that he dated
/// ahead, which it can bring forward; and one that he signed and never sent, which whoever has it can send, and for which such a key can use up the number and have the same calls made.
///
/// As validator it also answers for the account by ERC-1271, where the owner's key signed `AccountMessage(address account,bytes32 hash)` in this contract's EIP-712 domain. What
/// other validators of the account sign for it by ERC-1271, heartbeats included, nobody can tell from that: give session keys none that does.
///
/// Removal: an owner who uninstalls a part has acted; from then on the account's life is unknown here, its plan is suspended, and nothing of it is executed until it is registered anew with
/// all parts in place. No announcement comes before: whoever can have the account call itself (another executor, a key whose validator doesn't forbid it) can remove the switch quietly, as he
/// can take every asset. He gains nothing from the plan, but heirs lose it; they hear it by {PartRemoved}, or the account's own event. Whoever can run foreign code as the account
/// (delegated calls) can also pretend to be its owner. Forbid session keys to call the account, and this contract. An act in which a part is removed ends with that; and in a transaction that
/// installs one unseen by the hook, nothing is taken for the owner's.
///
/// Not for ordinary accounts that delegate to a modular one (EIP-7702): their key acts without any module.
interface IDeadMansSwitchModule7579 is ILifeSource, IAssetHolder, IERC7579Hook, IERC7579Validator {
    /// @notice What is missing of the switch in an account.
    enum Part7579 {
        /// Nothing: it is all there.
        NONE,
        /// Nobody was named as the owner.
        OWNER,
        /// It isn't the validator of the owner's key.
        VALIDATOR,
        /// It isn't an executor.
        EXECUTOR,
        /// It isn't the hook.
        HOOK,
        /// It is an ordinary account that delegates, and has a key of its own.
        KEY
    }

    /// @notice What is kept of an account.
    struct Watch7579 {
        /// The owner's last act, Unix seconds; 0 = none was seen.
        uint48 lastLife;
        /// Last second before a part was installed, or the one in which one was removed: acts went unseen.
        uint48 suspendedAt;
        /// The owner: an address, or the verifier of his key.
        address signer;
        /// His key, if it isn't an address; zero otherwise.
        bytes32[2] key;
    }

    /// @notice An account's owner is this ERC-7913 signer from now on.
    event OwnerNamed(address indexed account, bytes owner);
    /// @notice A part was installed; `missing` is the first that is still missing.
    event PartInstalled(address indexed account, Part7579 missing);
    /// @notice A part was removed, `missing` among others. A plan of the account is suspended.
    event PartRemoved(address indexed account, Part7579 missing);

    /// @notice Only an act of the owner's can do this.
    error Module7579NotOwnersAct(address account);
    /// @notice An owner is an address other than zero and the account, or a verifier with code followed by a key of 64 bytes.
    error Module7579OwnerRefused(bytes owner);
    /// @notice The account has another owner here, who alone can name the next.
    error Module7579OwnedBefore(address account);

    /// @notice Makes the calling account's owner somebody else, by its owner's act.
    /// @param owner An ERC-7913 signer: an address, or a verifier's address and a key of 64 bytes (P-256, WebAuthn).
    function nameOwner(bytes calldata owner) external;

    /// @notice An account's owner, as an ERC-7913 signer; empty if there is none.
    function ownerOf(address account) external view returns (bytes memory owner);

    /// @notice What is kept of an account.
    function watchOf(address account) external view returns (Watch7579 memory);

    /// @notice The first part of the switch that an account lacks.
    function missingPartOf(address account) external view returns (Part7579);

    /// @notice The plan executor, which alone can have assets released.
    function EXECUTOR() external view returns (address); // solhint-disable-line func-name-mixedcase

    /// @notice The entry point whose calls are executions of user operations.
    function ENTRY_POINT() external view returns (address); // solhint-disable-line func-name-mixedcase
}
