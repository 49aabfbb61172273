// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title ERC-7818: Expirable ERC-20
/// @notice Written from the text of the ERC (status Final). Units belong to an epoch and are valid for a number of epochs.
/// @dev https://eips.ethereum.org/EIPS/eip-7818
interface IERC7818 is IERC20 {
    /// @notice How an epoch is measured.
    // The name is the ERC's.
    // solhint-disable-next-line contract-name-capwords
    enum EPOCH_TYPE {
        /// In blocks.
        BLOCKS_BASED,
        /// In seconds.
        TIME_BASED
    }

    /// @notice The error that the ERC proposes for a transfer of units that have expired.
    /// @param sender The holder of the units.
    /// @param epoch The epoch that has expired.
    error ERC7818TransferredExpiredToken(address sender, uint256 epoch);

    /// @notice Units of one epoch held by an account; 0 when the epoch has expired.
    function balanceOfAtEpoch(uint256 epoch, address account) external view returns (uint256);

    /// @notice The epoch of this block.
    function currentEpoch() external view returns (uint256);

    /// @notice The length of an epoch, in the unit named by `epochType`.
    function epochLength() external view returns (uint256);

    /// @notice The unit in which epochs are measured.
    function epochType() external view returns (EPOCH_TYPE);

    /// @notice For how many epochs a unit is valid, the epoch of its issue included.
    function validityDuration() external view returns (uint256);

    /// @notice Whether the units of an epoch have expired.
    function isEpochExpired(uint256 epoch) external view returns (bool);

    /// @notice Transfers units of one epoch; reverts when it has expired.
    function transferAtEpoch(uint256 epoch, address to, uint256 value) external returns (bool);

    /// @notice Transfers units of one epoch out of an allowance; reverts when it has expired.
    function transferFromAtEpoch(uint256 epoch, address from, address to, uint256 value) external returns (bool);
}
