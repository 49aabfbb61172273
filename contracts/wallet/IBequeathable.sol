// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7878} from "../interfaces/IERC7878.sol";
import {Plan} from "./IWalletTypes.sol";

/// @title Bequeathable plans
/// @notice The registry of plans as tools for ERC-7878 know wills: a plan with one tier and one open recipient, whose assets the account lets go itself. A plan of another form keeps to the
/// registry; so does one with so many assets that a block hasn't the gas for all of them, and one whose source needs evidence of silence (an ordinary account's nonce), which no tool for
/// wills can bring along.
///
/// ERC-7878 lets any one executor of a will name any inheritor, and any one call every announcement off, for ever. Here neither is so: the inheritor is the plan's, an announcement is the
/// registry's trigger, for which the owner must have been silent, and only his life calls it off. Executors named here can do nothing that anybody couldn't do at the registry; guardians, who
/// can hold an execution up, are the plan's.
///
/// It has no rights: it holds no approval, and the plan executor moves the assets.
interface IBequeathable is IERC7878 {
    /// @notice A plan's text was shown, from which its account's will is read.
    event PlanShown(address indexed owner, bytes26 planHash);

    /// @notice The plan isn't in force; or none that is has been shown of this owner.
    error BequeathNoPlan(address owner);
    /// @notice The plan isn't a will: it has more than one tier, more than one recipient or a secret one, or is of an account whose assets move by approvals.
    error BequeathNotAWill(address owner);
    /// @notice The will's executors are named by an act of the owner's, not by a module or a session key of his account.
    error BequeathNotOwnersAct(address owner);
    /// @notice There must be 1 to 16 executors.
    error BequeathExecutors(uint256 count);
    /// @notice The moratorium is the plan's grace period, `grace`.
    error BequeathMoratorium(uint256 moratoriumTTL, uint256 grace);
    /// @notice Only an executor of the will can do this, or, where it is a cancellation, the owner.
    error BequeathNotExecutor(address caller);
    /// @notice The plan names another inheritor.
    error BequeathOtherInheritor(address inheritor, address expected);
    /// @notice The obituary was announced already.
    error BequeathAnnounced(address owner);
    /// @notice Nothing was announced.
    error BequeathNothingAnnounced(address owner);
    /// @notice The owner has shown no life since the announcement, and only that cancels it.
    error BequeathStands(address owner);

    /// @notice Shows the text of an account's plan in force, so that it can be read as a will. Anyone may.
    function show(Plan calldata plan) external;

    /// @notice The plan that was last shown of an owner; it may be in force no more.
    function planOf(address owner) external view returns (Plan memory);

    /// @notice The registry of plans.
    function REGISTRY() external view returns (address); // solhint-disable-line func-name-mixedcase
}
