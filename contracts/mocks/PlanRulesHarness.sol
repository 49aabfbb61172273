// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ISwitchEvents} from "../wallet/ISwitchEvents.sol";
import {Plan} from "../wallet/IWalletTypes.sol";
import {PlanRules} from "../wallet/PlanRules.sol";

/// @title PlanRulesHarness
/// @notice What is to be said of a plan's text alone, for whatever account and executor, as if this were the registry.
contract PlanRulesHarness is ISwitchEvents {
    /// @notice Reverts if the text is no plan that can be carried out.
    function check(Plan calldata plan, bool byApproval, address executor) external view {
        PlanRules.check(plan, byApproval, executor);
    }
}
