// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Source of life
/// @notice What a plan asks whether the owner of an account lives: a prover of an ordinary account's nonce, the account itself, or a module of it. The owner names
/// one in his plan, and it decides about nobody's assets but his.
///
/// Law 2: only the owner's own acts are life. No other account, automation or incoming asset may change what a source says.
interface ILifeSource {
    /// @notice The account's life can't be known here; `reason` says what is missing.
    error LifeUnknown(address account, string reason);
    /// @notice There is evidence of life after what is recorded. Whoever wants to go on has to record it first.
    error LifeShown(address account);

    /// @notice The owner's last act that is known.
    /// @param account The account.
    /// @return lastLife Unix seconds; 0 if none is known.
    /// @return suspendedAt Last moment at which the account was seen in a state in which its life can't be known; 0 if never.
    function lifeOf(address account) external view returns (uint48 lastLife, uint48 suspendedAt);

    /// @notice Up to when it is certain that there was no act of the owner after the one in {lifeOf}. Reverts if that isn't certain up to (nearly) now.
    /// @param account The account.
    /// @param evidence What the source needs for it: of a prover, a fresh header and proof; otherwise nothing.
    /// @return until Unix seconds, at most the block's time.
    function silentUntil(address account, bytes calldata evidence) external view returns (uint48 until);

    /// @notice What moves the account's assets, see {IAssetHolder}; zero if that is done by approvals. Reverts if the account can't have this source.
    /// @param account The account.
    function holderOf(address account) external view returns (address holder);

    /// @notice Whether an act of the owner is under way in this transaction: a call that the account makes now is the owner's, not a module's or a session key's.
    /// Of an ordinary account every call is.
    /// @param account The account.
    function isOwnersAct(address account) external view returns (bool);
}
