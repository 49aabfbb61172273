// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Plan} from "./IWalletTypes.sol";
import {SwitchClock} from "./SwitchClock.sol";
import {Request} from "./SwitchState.sol";

/// @title SwitchCredits
/// @notice The ether that the registry holds: bonds of requests, deposits for bounties, and what of both is credited to somebody. Whoever is owed something takes it himself, so
/// that nobody can hold an act up by refusing it.
abstract contract SwitchCredits is SwitchClock {
    mapping(address account => uint256 amount) internal _bounties;
    mapping(address owner => uint256 amount) internal _credits;

    /// Credits a bounty, as far as the account's deposit reaches.
    function _payBounty(Plan calldata plan, address to) internal {
        uint256 available = _bounties[plan.account];
        uint256 amount = plan.bounty < available ? plan.bounty : available;
        if (amount == 0) return;
        _bounties[plan.account] = available - amount;
        _credits[to] += amount;
        emit BountyPaid(plan.account, to, amount);
    }

    /// Credits a request's bond: to the account whose owner lives, or back.
    function _endRequest(address account, Request storage asked, bool denied) internal {
        address requester = asked.requester;
        uint256 bond = asked.bond;
        delete _requests[account];
        if (bond != 0) _credits[denied ? account : requester] += bond;
        emit RequestEnded(account, requester, bond, denied);
    }
}
