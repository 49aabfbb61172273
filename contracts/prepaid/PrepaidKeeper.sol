// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {IUpkeep} from "../kernel/IUpkeep.sol";
import {IPrepaidKeeper, Settlement, Work} from "./IPrepaidKeeper.sol";
import {InstrumentView} from "./IPrepaidTypes.sol";
import {IPrepaidVault} from "./IPrepaidVault.sol";

/// @title PrepaidKeeper
/// @notice Upkeep of all prepaid vaults. It holds nothing and is entitled to nothing: it calls what anybody can call.
contract PrepaidKeeper is IPrepaidKeeper {
    /// @inheritdoc IUpkeep
    function checkUpkeep(bytes calldata checkData) external view returns (bool upkeepNeeded, bytes memory performData) {
        Work memory work = abi.decode(checkData, (Work));
        IPrepaidVault vault = _vaultOf(work);
        uint256 owners = 0;
        // Where nothing may be counted, nobody can be swept.
        for (uint256 i = 0; i < work.owners.length && work.limit != 0; ++i) {
            if (vault.sweepable(work.owners[i]) != 0) work.owners[owners++] = work.owners[i];
        }
        uint256 settlements = 0;
        for (uint256 i = 0; i < work.settlements.length; ++i) {
            if (_isDue(vault, work.settlements[i])) work.settlements[settlements++] = work.settlements[i];
        }
        address[] memory dueOwners = work.owners;
        Settlement[] memory dueSettlements = work.settlements;
        // What is left of each list stands at its beginning.
        assembly ("memory-safe") {
            mstore(dueOwners, owners)
            mstore(dueSettlements, settlements)
        }
        return (owners + settlements != 0, abi.encode(work));
    }

    /// @inheritdoc IUpkeep
    function performUpkeep(bytes calldata performData) external {
        Work memory work = abi.decode(performData, (Work));
        IPrepaidVault vault = _vaultOf(work);
        address tipTo = work.tipTo == address(0) ? msg.sender : work.tipTo;
        if (work.owners.length != 0) vault.sweep(work.owners, work.limit, tipTo);
        for (uint256 i = 0; i < work.settlements.length; ++i) {
            Settlement memory item = work.settlements[i];
            try vault.settle(item.id, item.rules) {} catch (bytes memory reason) {
                // Whoever looks for the least gas with which a batch goes through would find too little.
                if (_isWantOfGas(reason)) revert PrepaidItemOutOfGas(item.id);
                emit SettlementSkipped(work.vault, item.id, reason);
            }
        }
    }

    function _vaultOf(Work memory work) private view returns (IPrepaidVault) {
        if (work.vault.code.length == 0) revert PrepaidNoVault(work.vault);
        return IPrepaidVault(work.vault);
    }

    /// Want of gas is no refusal. It leaves no reason at all, or, where it was the vault's desk that ran out, the vault's word for a call that left none:
    /// nothing else that a settlement does fails without a reason.
    function _isWantOfGas(bytes memory reason) private pure returns (bool) {
        return reason.length == 0 || (reason.length == 4 && bytes4(reason) == Errors.FailedCall.selector);
    }

    /// Whether anybody can settle it now, and there is something to settle.
    function _isDue(IPrepaidVault vault, Settlement memory item) private view returns (bool) {
        try vault.instrumentOf(item.id) returns (InstrumentView memory instrument) {
            bool waits = instrument.pull && !instrument.settled && instrument.returned != 0;
            return waits && !item.rules.manual && vault.hashOf(item.rules) == instrument.rules;
        } catch {
            return false;
        }
    }
}
