// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7821} from "@openzeppelin/contracts/interfaces/draft-IERC7821.sol";
import {IAssetHolder} from "./IAssetHolder.sol";
import {ILifeSource} from "./ILifeSource.sol";

/// @title Dead man's switch account
/// @notice An account that knows when its owner acted last, and so is its own source of life, and that lets the plan executor take its assets once he is silent, and so is
/// its own holder. For ERC-4337 (EntryPoint v0.8), as a contract of its own or as what an ordinary account delegates to by EIP-7702.
///
/// Law 2: only the owner's acts are life. They are:
/// 1. A user operation that he signed. It says when it was issued in the last six bytes of its mode (`execute(mode, …)`, Unix seconds); then it is good for a day from there, and
///    counts from its issue even if its calls revert, and from its execution if they succeed. One that doesn't say (its mode ends in zeros, as other wallets write it) counts only
///    if its calls succeed. (Rules of the public mempool, ERC-7562, let no account read the time while it validates; what was signed can be read.)
/// 2. A batch that he signed, whoever sends it: its deadline is at most a day ahead, so that nobody can keep it for later.
/// 3. For an ordinary account that delegates: calls of the account to itself, which take its key.
/// Neither operators' calls, nor what comes in, nor {IAssetHolder.release} is life.
///
/// `execute` takes the modes of ERC-7821 with and without `opData`; that of a signed batch is `abi.encode(nonce, deadline, signature)`, and its signature is the owner's over
/// `Batch(Call[] calls,uint256 nonce,uint256 deadline)Call(address to,uint256 value,bytes data)` in the account's EIP-712 domain.
///
/// Owners are ERC-7913 signers: an address (of a key, or of a contract that answers for itself), or a verifier's address and a key. An ordinary account that delegates is owned
/// by its own key, until it says otherwise; and whatever it says, that key can still act as the account.
interface IDeadMansSwitchAccount is ILifeSource, IAssetHolder, IERC7821 {
    /// @notice The account has another owner from now on. All operators have ended.
    /// @param owner The ERC-7913 signer; empty = the account's own key.
    event OwnerRotated(bytes owner);
    /// @notice An operator can make the account call others until then; 0 = no longer.
    event OperatorAuthorized(address indexed operator, uint48 until);

    /// @notice The account executes batches that revert as a whole, and nothing else.
    error AccountMode(bytes32 mode);
    /// @notice The signature isn't the owner's, or isn't for this.
    error AccountSignature();
    /// @notice The batch is not the next one: that has the number `expected`.
    error AccountNonce(uint256 nonce, uint256 expected);
    /// @notice The batch was good before that second.
    error AccountExpired(uint256 deadline);
    /// @notice A batch can be signed for a day, not for longer: `latest` is the last deadline that is accepted now.
    error AccountDeadlineFar(uint256 deadline, uint256 latest);
    /// @notice An operator can't have the account call itself, the entry point, the registry of plans or its executor.
    error AccountOperatorTarget(address operator, address target);
    /// @notice Nobody could ever sign as this owner: fewer than 20 bytes, address zero, the account itself, or a verifier without code. Empty is for ordinary accounts that delegate.
    error AccountOwnerRefused(bytes owner);
    /// @notice The owner can do this himself; others can 30 days after his last act.
    error AccountOwnerLives(uint48 lastLife);

    /// @notice Makes an account's owner somebody else, and ends all operators. Only the account itself, by its owner's act.
    /// @param newOwner An ERC-7913 signer; empty for the account's own key, which only an ordinary account that delegates has.
    function rotateOwner(bytes calldata newOwner) external;

    /// @notice Lets somebody make the account call others, for automation: it can move all assets, but isn't the owner. Only the account itself, by its owner's act.
    /// @param operator Who.
    /// @param until From this second on, no longer; 0 ends it.
    function authorizeOperator(address operator, uint48 until) external;

    /// @notice Brings the account's deposit at the entry point home, where heirs can have it. Anyone may, 30 days after the owner's last act that is known.
    function collectDeposit() external;

    /// @notice The owner, as an ERC-7913 signer.
    function owner() external view returns (bytes memory);

    /// @notice The number that the owner's next signed batch must have.
    function batchNonce() external view returns (uint64);

    /// @notice Up to when somebody is an operator; 0 = not.
    function operatorUntil(address operator) external view returns (uint48);

    /// @notice The only one that can have assets released.
    function EXECUTOR() external view returns (address); // solhint-disable-line func-name-mixedcase
}
