// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC5646} from "../interfaces/IERC5646.sol";
import {IERC7858} from "../interfaces/IERC7858.sol";
import {IPrepaidReceiver} from "./IPrepaidReceiver.sol";
import {Terms} from "./IPrepaidTypes.sol";

/// @title Prepaid cards
/// @notice Instruments of one vault as NFTs, so that wallets show them and markets can sell them. The token's id is the instrument's.
///
/// A holder wraps his instrument by `transferInstrumentAndCall(id, cards, data)` at the vault, where `data` is empty or the ABI-encoded address of who gets the
/// card. While it is wrapped this contract is the instrument's holder: whoever owns the card spends through it, or unwraps it.
/// What happens at the vault meanwhile, as an extension, is true at once in all views; {refresh} tells those who listen to events.
///
/// The fingerprint of a card (ERC-5646) stands for all that makes its value: what can be spent, or has returned; until when, under which rules, and whether it
/// has expired by this second; and whatever was spent under a cap on merchants. It says nothing of who owns the card or is approved for it. A market that
/// compares it in the transaction of a sale sells what its buyer saw, or nothing.
interface IPrepaidCards is IERC4906, IERC5646, IERC7858, IPrepaidReceiver {
    /// @notice Only the vault can hand over instruments.
    error PrepaidNotVault(address caller);

    /// @notice Gives the instrument itself to somebody, and burns the card. Its owner may, and whom he approved.
    function unwrap(uint256 id, address to) external;

    /// @notice Spends from a plain instrument; see {IPrepaidInstruments.redeem}. The card's owner may, and whom he approved.
    function redeem(uint256 id, uint96 amount, address merchant, bytes32 ref) external returns (bool repeated);

    /// @notice Spends from an instrument with rules; see {IPrepaidInstruments.redeemWithRules}.
    function redeemWithRules(
        uint256 id,
        uint96 amount,
        address merchant,
        bytes32 ref,
        Terms calldata terms
    ) external returns (bool repeated);

    /// @notice Tells listeners that a card may look different and end at another time. Anyone may.
    function refresh(uint256 id) external;

    /// @notice The vault whose instruments these are.
    function vault() external view returns (address);
}
