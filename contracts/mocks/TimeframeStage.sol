// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {FixedPriceBacking} from "../timeframe/FixedPriceBacking.sol";
import {ITimeframeBacking, PoolView} from "../timeframe/ITimeframeBacking.sol";
import {AccountView, GroupView, ITimeframeToken} from "../timeframe/ITimeframeToken.sol";
import {ProRataBacking} from "../timeframe/ProRataBacking.sol";

/// @title TimeframeActor
/// @notice An account that does what its maker says, and hands back what came of it.
contract TimeframeActor {
    address private immutable MAKER;

    error NotMaker();

    constructor() {
        MAKER = msg.sender;
    }

    function act(address target, bytes calldata data) external returns (bool success, bytes memory result) {
        if (msg.sender != MAKER) revert NotMaker();
        (success, result) = target.call(data);
    }
}

/// @title TimeframeStage
/// @notice Lets an actor act and, in the same transaction, reads every view of a token: one step of the model test is one transaction.
contract TimeframeStage {
    struct Words {
        uint256[] list;
        uint256 length;
    }

    /// What came of an act.
    event Acted(bool success, bytes result);
    /// Every view after it, flat; the order is that of `words` in test/models/timeframe.ts.
    event Seen(uint256[] words);

    error ActFailed(bytes reason);

    TimeframeActor[] public actors;

    constructor(uint256 count) {
        for (uint256 i = 0; i < count; ++i) actors.push(new TimeframeActor());
    }

    function step(ITimeframeToken token, bool proRata, uint256 actor, address target, bytes calldata data) external {
        (bool success, bytes memory result) = actors[actor].act(target, data);
        emit Acted(success, result);
        emit Seen(look(token, proRata));
    }

    /// Only acts, and reverts where that fails.
    function perform(uint256 actor, address target, bytes calldata data) external {
        (bool success, bytes memory result) = actors[actor].act(target, data);
        if (!success) revert ActFailed(result);
    }

    function look(ITimeframeToken token, bool proRata) public view returns (uint256[] memory) {
        uint256 groups = token.groupCount();
        Words memory words = Words(new uint256[](16 + groups * 10 + actors.length * 19), 0);
        (uint256 frame, uint256 start, uint256 end) = token.frameNow();
        _add(words, frame);
        _add(words, start);
        _add(words, end);
        _add(words, token.totalSupply());
        _addPool(words, token);
        for (uint256 id = 1; id <= groups; ++id) _addGroup(words, token.groupOf(id));
        for (uint256 i = 0; i < actors.length; ++i) {
            _addHoldings(words, token, address(actors[i]), frame);
            _addMembership(words, token.accountOf(address(actors[i])));
            _addEarnings(words, token, proRata, address(actors[i]), frame);
        }
        uint256[] memory list = words.list;
        uint256 length = words.length;
        assembly ("memory-safe") {
            mstore(list, length)
        }
        return list;
    }

    function _addPool(Words memory words, ITimeframeToken token) private view {
        ITimeframeBacking backing = ITimeframeBacking(token.backing());
        PoolView memory pool = backing.poolOf(address(token));
        _add(words, pool.balance);
        _add(words, pool.reserved);
        _add(words, pool.free);
        _add(words, pool.price);
        _add(words, pool.priceNext);
        _add(words, pool.pot);
        _add(words, pool.potNext);
    }

    function _addGroup(Words memory words, GroupView memory group) private pure {
        _add(words, group.onRequest ? 1 : 0);
        _add(words, group.soulbound ? 1 : 0);
        _add(words, group.members);
        _add(words, group.quota);
        _add(words, group.quotaNext);
        _add(words, group.receiveCap);
        _add(words, group.receiveCapNext);
        _add(words, group.budget);
        _add(words, group.budgetNext);
        _add(words, group.requested);
    }

    function _addHoldings(Words memory words, ITimeframeToken token, address account, uint256 frame) private view {
        _add(words, token.balanceOf(account));
        _add(words, token.balanceOfAtEpoch(frame, account));
        _add(words, frame == 0 ? 0 : token.balanceOfAtEpoch(frame - 1, account));
        _add(words, token.balanceOfAtEpoch(frame + 1, account));
        _add(words, token.balanceOfAtFrame(account, frame));
        _add(words, token.balanceOfAtFrame(account, frame + 1));
        _add(words, token.balanceOfAtFrame(account, frame + 3));
        (uint256 amount, uint256 expiresAt) = token.getNearestExpiryOf(account);
        _add(words, amount);
        _add(words, expiresAt);
        _add(words, token.remaining(account));
        _add(words, token.receivable(account));
    }

    function _addMembership(Words memory words, AccountView memory account) private pure {
        _add(words, account.member ? 1 : 0);
        _add(words, account.provider ? 1 : 0);
        _add(words, account.soulbound ? 1 : 0);
        _add(words, account.group);
        _add(words, account.until);
        _add(words, account.touched);
    }

    function _addEarnings(
        Words memory words,
        ITimeframeToken token,
        bool proRata,
        address account,
        uint256 frame
    ) private view {
        _add(words, token.earned(account));
        address backing = token.backing();
        if (proRata) {
            _add(words, ProRataBacking(backing).shareOf(address(token), account, frame == 0 ? 0 : frame - 1));
        } else {
            _add(words, FixedPriceBacking(backing).collectable(address(token), account));
        }
    }

    function _add(Words memory words, uint256 word) private pure {
        words.list[words.length++] = word;
    }
}
