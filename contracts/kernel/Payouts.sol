// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Payouts
/// @notice Payments that may be refused without harm: the caller credits what could not be pushed, for its owner to pull.
/// @dev Neither the asset nor a receiver that it calls can do more than refuse: of what the asset returns one word is read, however long it is, and
/// it is given `MOST_GAS` at most, so that one who burns what he gets doesn't stop the payments after his.
library Payouts {
    /// @notice The gas doesn't reach for the asset's transfer; send more.
    error PayoutOutOfGas();

    /// What an asset is given for a transfer. Those in use take a tenth of it.
    uint256 internal constant MOST_GAS = 500_000;

    /// With this much, a call is given `MOST_GAS`: a 64th stays behind, and what the call itself costs.
    uint256 private constant ENOUGH = MOST_GAS + MOST_GAS / 32;

    /// @notice Pays, or says that the asset refused: it reverted, answered anything but true, or used up `MOST_GAS`.
    /// @dev Want of gas is no refusal: whoever looks for the least gas with which a transaction goes through, as nodes do, would find one with
    /// which every payment fails. A call that is short of gas has used nearly all that it was given; several calls deep, an eighth may be left.
    function tryPush(IERC20 asset, address to, uint256 amount) internal returns (bool paid) {
        bytes memory payment = abi.encodeCall(asset.transfer, (to, amount));
        uint256 before = gasleft();
        uint256 length;
        uint256 answer;
        assembly ("memory-safe") {
            paid := call(MOST_GAS, asset, 0, add(payment, 0x20), mload(payment), 0, 0x20)
            length := returndatasize()
            answer := mload(0)
        }
        // Some assets answer nothing; so do addresses without code.
        paid = paid && (length == 0 ? address(asset).code.length != 0 : answer == 1);
        // It was given less than it may use, and used that up.
        if (!paid && before < ENOUGH && gasleft() < before / 8) revert PayoutOutOfGas();
    }
}
